include "../common/base.rg";
nations from "no-such-file";
