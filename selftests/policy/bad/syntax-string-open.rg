policy "TISA-2014;
zone UTC;
levels A < B;
