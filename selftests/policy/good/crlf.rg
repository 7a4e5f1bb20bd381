policy "test"; zone Asia/Seoul;
levels A < B;
# comment
nation KOR; nation JPN;
