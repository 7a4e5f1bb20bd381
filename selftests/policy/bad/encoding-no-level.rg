include "../common/base.rg";
encoding e { category 1 = form DOCUMENT; }
