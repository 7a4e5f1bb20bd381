# RIPSO for old gear, beside networks that are labelled otherwise, all of one nation.
# Ranges of levels keep the networks apart for the compiler; the vectors widen them.

policy "ripso";
zone UTC;

levels  UNCLASSIFIED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject INTELLIGENCE, SIGNALS, ATOMIC, FAR;

encoding common {
    level 0 = UNCLASSIFIED; level 2 = CONFIDENTIAL; level 3 = SECRET; level 4 = TOP-SECRET;
    category 1 = subject INTELLIGENCE; category 2 = subject SIGNALS; category 3 = subject ATOMIC;
    category 4 = subject FAR;
    category 32 = release USA; category 33 = release JPN;
}
# RFC 1108, and what the two octets behind the authorities of the first mean by agreement.
encoding bso {
    level 0xab = UNCLASSIFIED; level 0x96 = CONFIDENTIAL; level 0x5A = SECRET;
    category SCI = subject INTELLIGENCE; category NSA = subject SIGNALS;
    category 8 = release USA; category 22 = release JPN;
}
# The same words, other flags.
encoding other {
    level 0xab = UNCLASSIFIED; level 0x5a = SECRET;
    category NSA = subject INTELLIGENCE; category GENSER = subject SIGNALS;
}
# A zero flag releases.
encoding inverse {
    level 0x5a = SECRET;
    category SCI = subject INTELLIGENCE;
    category DOE = release USA inverted; category 9 = release JPN inverted;
}

nation KOR {
    doi 1 encoding common; doi 2 encoding bso; doi 3 encoding other; doi 4 encoding inverse;
    prefix 10.82.0.0/16, fd00:410::/32;
}
nation USA { prefix 10.84.0.0/16; }
nation JPN { prefix 10.81.0.0/16; }

interface c0 {
    nation KOR; labels cipso, calipso; accept doi 1;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface r0 {
    nation KOR; labels ripso; accept doi 2;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface r1 {
    nation KOR; labels ripso; accept doi 2;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface o0 {
    nation KOR; labels ripso doi 3; accept doi 2, 3;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface i0 {
    nation KOR; labels ripso; accept doi 4;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface b0 {                               # both; CIPSO is what is made
    nation KOR; labels cipso, ripso doi 2; accept doi 1, 2; send doi 1;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface b1 {                               # both; RIPSO is what is made
    nation KOR; labels cipso, ripso doi 2; accept doi 1, 2; send ripso;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
interface s0 {
    nation KOR; label supplied "SECRET//INTELLIGENCE/SIGNALS//NOFORN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level CONFIDENTIAL .. CONFIDENTIAL;
}
