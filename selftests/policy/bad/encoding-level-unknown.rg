include "../common/base.rg";
encoding e { level 3 = SECRETS; }
