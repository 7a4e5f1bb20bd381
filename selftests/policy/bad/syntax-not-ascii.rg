policy test; levels LOW < 秘 < HIGH;
