include "../common/base.rg";
nations from "geo/backwards";
