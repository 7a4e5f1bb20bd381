# What most of these tests need.  See test_files.c.
policy "test"; zone UTC;
levels UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject DPRK-NUCLEAR, DPRK-MISSILE; form DOCUMENT;
encoding common {
    level 0 = UNCLASSIFIED; level 3 = SECRET;
    category 1 = subject DPRK-NUCLEAR; category 2 = subject DPRK-MISSILE;
    category 33 = release KOR; category 41 = origin KOR;
}
nation USA { doi 840 encoding common; prefix 10.84.0.0/16, fd00:840::/32; }
nation KOR { doi 410 encoding common; prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { doi 392 encoding common; prefix 10.81.0.0/16, fd00:392::/32; }
