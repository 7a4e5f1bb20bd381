policy test;
