levels A < B;
