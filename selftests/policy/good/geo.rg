include "../common/base.rg";
include "../common/interfaces.rg";
nations from "geo/v4", "geo/v6";
nation FRA { prefix geo; }
deny D { block KOR -> FRA; }
