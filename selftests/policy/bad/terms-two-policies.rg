include "../common/base.rg";
policy "another";
