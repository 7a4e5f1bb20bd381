policy test; levels A < B;
subject A; $ form B;
