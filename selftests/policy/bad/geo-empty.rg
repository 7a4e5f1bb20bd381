include "../common/base.rg";
nations from "geo/empty";
