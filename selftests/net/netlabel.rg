# Two nations whose hosts are Linux: NetLabel at both ends, each with a DOI and numbers of its own.
policy "netlabel"; zone UTC;

levels  UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET;
subject DPRK-NUCLEAR, DPRK-MISSILE, KOREA-ONLY;

encoding korea {
    level 0 = UNCLASSIFIED; level 1 = RESTRICTED; level 2 = CONFIDENTIAL; level 3 = SECRET;
    category 1 = subject DPRK-NUCLEAR; category 2 = subject DPRK-MISSILE; category 3 = subject KOREA-ONLY;
    category 33 = release KOR; category 34 = release JPN;
}
encoding japan {
    level 10 = UNCLASSIFIED; level 20 = RESTRICTED; level 30 = CONFIDENTIAL; level 40 = SECRET;
    category 51 = subject DPRK-NUCLEAR; category 52 = subject DPRK-MISSILE;
    category 61 = release KOR; category 62 = release JPN;
}
nation KOR { doi 21410 encoding korea; prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { doi 21392 encoding japan; prefix 10.81.0.0/16, fd00:392::/32; }

agreement A {
    grant KOR <-> JPN; direct; in force 2000-01-01;
    level RESTRICTED .. SECRET; subject any; release any;
}
