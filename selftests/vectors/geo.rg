# Nations by geographic tables and by nested prefixes.

policy "geo";
zone UTC;
nations from "geo4.csv", "geo6.csv";

levels LOW < HIGH;
subject S;
encoding e { level 1 = LOW; level 2 = HIGH; category 1 = subject S; }

nation KOR {
    doi 410 encoding e;
    prefix 10.82.0.0/17, 10.81.240.0/24, 10.82.36.0/24, fd00:410::/32;
}
nation JPN {
    doi 392 encoding e;
    prefix 10.81.0.0/17, 10.82.7.7/32, 10.82.32.0/20, fd00:392::/32, fd00:410::7:7/128,
           fd00:410:0:5:8000::/65, fd00:410:8000::/33;
}
nation USA { doi 840 encoding e; prefix geo; }
nation DEU { prefix 128.0.0.0/2; }

interface kr0 {
    nation KOR; labels cipso, calipso; accept doi 410;
    in level LOW .. HIGH; out level LOW .. HIGH; local in icmp;
}
interface jp0 {
    nation JPN; labels cipso, calipso; accept doi 410;
    in level LOW .. HIGH; out level LOW .. HIGH;
}
interface us0 {
    nation USA; labels cipso, calipso; accept doi 410;
    in level LOW .. HIGH; out level LOW .. HIGH;
}

agreement A {
    grant KOR -> JPN; direct; in force 2000-01-01;
    level LOW .. HIGH; subject any; release any;
}
agreement B {
    grant USA -> KOR; direct; in force 2000-01-01;
    level LOW .. HIGH; subject any; release any;
}
