policy test; levels A < B < A;
