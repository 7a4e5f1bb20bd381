include "../common/base.rg";
group A { KOR, B }
group B { JPN, C }
group C { A }
