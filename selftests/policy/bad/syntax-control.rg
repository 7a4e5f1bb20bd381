policy "te[31mst"; levels A < B;
