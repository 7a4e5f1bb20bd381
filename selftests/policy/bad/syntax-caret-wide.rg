policy test; levels LOW < "군사II급비밀" < "秘" < "秘";
