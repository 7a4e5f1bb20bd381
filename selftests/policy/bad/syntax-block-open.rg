policy test; levels A < B;
nation KOR {
    prefix 10.0.0.0/8;
