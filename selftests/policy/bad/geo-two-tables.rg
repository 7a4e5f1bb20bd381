include "../common/base.rg";
nations from "../good/geo/v4", "../good/geo/v4";
