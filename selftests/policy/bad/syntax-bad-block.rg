include "../common/base.rg";
frobnicate KOR {
    a b c;
    d { e; }
}
zone Nowhere;
