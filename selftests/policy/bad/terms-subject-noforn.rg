include "../common/base.rg";
subject NOFORN, "A/B";
