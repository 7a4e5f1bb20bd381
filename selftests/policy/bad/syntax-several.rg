include "../common/base.rg";
nation PRK { prefix 10.0.0.0; }
zone Mars/Olympus;
agreement A {
    grant KOR <- JPN;
    direct;
    level SECRT .. SECRET;
    subject any;
    in force 2016-13-01;
}
group G { KOR, JPM }
