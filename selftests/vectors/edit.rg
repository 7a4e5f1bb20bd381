# One nation, and a network for each way to write a label: the table of edits.
# Ranges of levels keep the networks apart for the compiler; the vectors widen them.

policy "edit";
zone UTC;

levels  UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, FAR;
form    DOCUMENT;

encoding common {
    level 0 = UNCLASSIFIED; level 1 = RESTRICTED; level 2 = CONFIDENTIAL;
    level 3 = SECRET; level 4 = TOP-SECRET; level 255 = TOP-SECRET;
    category 0 = form DOCUMENT;
    category 1 = subject A;  category 2 = subject B;  category 3 = subject C;
    category 5 = subject D;  category 7 = subject E;  category 9 = subject F;
    category 11 = subject G; category 13 = subject H; category 15 = subject I;
    category 17 = subject J; category 19 = subject K; category 21 = subject L;
    category 23 = subject M; category 25 = subject N; category 27 = subject O;
    category 29 = subject P;
    category 32 = release USA; category 33 = release JPN;
    category 40 = origin USA;
    category 300 = subject FAR;
}
# Other numbers, above CIPSO's bitmap; no TOP-SECRET, no P, no FAR.
encoding high {
    level 10 = UNCLASSIFIED; level 20 = RESTRICTED; level 30 = CONFIDENTIAL; level 200 = SECRET;
    category 300 = form DOCUMENT;
    category 301 = subject A; category 302 = subject B; category 303 = subject C;
    category 305 = subject D; category 307 = subject E; category 309 = subject F;
    category 311 = subject G; category 313 = subject H; category 315 = subject I;
    category 317 = subject J; category 319 = subject K; category 321 = subject L;
    category 323 = subject M; category 325 = subject N; category 327 = subject O;
    category 400 = release USA; category 65534 = release JPN;
    category 0 = origin USA;
}
# A zero releases: RFC 5570.
encoding inverse {
    level 3 = SECRET; level 1 = RESTRICTED; level 0 = UNCLASSIFIED;
    category 0 = subject A; category 1 = subject B;
    category 16 = release USA inverted; category 17 = release JPN inverted;
    category 120 = subject C;
}
# Inverted releases where only the optimised bitmap may end with a zero octet.
encoding late {
    level 3 = SECRET;
    category 0 = subject A;
    category 90 = release USA inverted;
}

nation KOR {
    doi 1 encoding common; doi 2 encoding high; doi 3 encoding inverse; doi 4 encoding late;
    prefix 10.82.0.0/16, fd00:410::/32;
}
nation USA { prefix 10.84.0.0/16; }
nation JPN { prefix 10.81.0.0/16; }

interface c0 {
    nation KOR; labels cipso, calipso; accept doi 1;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface c1 {
    nation KOR; labels cipso, calipso; accept doi 1, 2; send doi 1; send tag 1;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface c2 {
    nation KOR; labels cipso; accept doi 1; send tag 2;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface c5 {
    nation KOR; labels cipso; accept doi 1; send tag 5;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface h0 {
    nation KOR; labels cipso, calipso; accept doi 2; send tag shortest;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface h2 {
    nation KOR; labels cipso, calipso; accept doi 2; send tag 2;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface h5 {
    nation KOR; labels cipso, calipso; accept doi 2; send tag 5;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface h1 {
    nation KOR; labels cipso, calipso; accept doi 2; send tag 1;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface i0 {
    nation KOR; labels cipso, calipso; accept doi 3;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface i2 {
    nation KOR; labels cipso; accept doi 3; send tag 2;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface l0 {
    nation KOR; labels cipso, calipso; accept doi 4;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface lx {                               # Linux hosts
    nation KOR; labels cipso, calipso; accept doi 1; peer linux;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface no {                               # which DOI to send is not said
    nation KOR; labels cipso, calipso; accept doi 3, 4;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface p0 {                               # releases in a tag of their own
    nation KOR; labels cipso, calipso; accept doi 1; permissive tag 6;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface p5 {
    nation KOR; labels cipso; accept doi 1; send tag 5; permissive tag 6;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface s0 {
    nation KOR; label supplied "SECRET//A/B//NOFORN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface s1 {                               # no subject at all
    nation KOR; label supplied "RESTRICTED//NOFORN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
