include "../common/base.rg";
group G { KOR, JPN }
agreement A {
    grant KOR <-> JPN
    direct;
}
