include "../common/base.rg";
nation Korea { }
nation kor { }
