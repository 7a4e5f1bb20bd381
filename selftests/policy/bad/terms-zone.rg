policy test; zone Asia/Soul; levels A < B;
