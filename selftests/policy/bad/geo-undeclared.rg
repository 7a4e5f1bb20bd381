include "../common/base.rg";
nations from "../good/geo/v4";
deny D { block KOR -> FRA; }
