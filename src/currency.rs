//! Currencies by their codes of ISO 4217, and the signs that people write for them.

use crate::words;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// A currency. Amounts are kept in hundredths, so those with thousandths (BHD, IQD, JOD, KWD, LYD, OMR, TND) are not
/// among them, and those without decimals have zeros there.
#[rustfmt::skip]
#[derive(
    Clone,
    Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray, VariantNames,
)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE", ascii_case_insensitive)]
pub enum Currency {
    Aed, Afn, All, Amd, Ang, Aoa, Ars, Aud, Awg, Azn, Bam, Bbd, Bdt, Bgn, Bif, Bmd, Bnd, Bob, Brl, Bsd, Btn, Bwp, Byn,
    Bzd, Cad, Cdf, Chf, Clp, Cny, Cop, Crc, Cup, Cve, Czk, Djf, Dkk, Dop, Dzd, Egp, Ern, Etb, Eur, Fjd, Fkp, Gbp, Gel,
    Ghs, Gip, Gmd, Gnf, Gtq, Gyd, Hkd, Hnl, Htg, Huf, Idr, Ils, Inr, Irr, Isk, Jmd, Jpy, Kes, Kgs, Khr, Kmf, Kpw, Krw,
    Kyd, Kzt, Lak, Lbp, Lkr, Lrd, Lsl, Mad, Mdl, Mga, Mkd, Mmk, Mnt, Mop, Mru, Mur, Mvr, Mwk, Mxn, Myr, Mzn, Nad, Ngn,
    Nio, Nok, Npr, Nzd, Pab, Pen, Pgk, Php, Pkr, Pln, Pyg, Qar, Ron, Rsd, Rub, Rwf, Sar, Sbd, Scr, Sdg, Sek, Sgd, Shp,
    Sle, Sos, Srd, Ssp, Stn, Svc, Syp, Szl, Thb, Tjs, Tmt, Top, Try, Ttd, Twd, Tzs, Uah, Ugx,
    #[default]
    Usd,
    Uyu, Uzs, Ves, Vnd, Vuv, Wst, Xaf, Xcd, Xof, Xpf, Yer, Zar, Zmw,
}

words!(Currency);

use Currency::{
    Ars, Aud, Awg, Azn, Bbd, Bif, Bmd, Bnd, Brl, Bsd, Bzd, Cad, Chf, Clp, Cny, Cop, Crc, Cve, Czk, Djf, Dkk, Dop, Egp,
    Eur, Fjd, Fkp, Gbp, Gel, Ghs, Gip, Gnf, Gyd, Hkd, Huf, Idr, Ils, Inr, Isk, Jmd, Jpy, Kmf, Kpw, Krw, Kyd, Kzt, Lkr,
    Lrd, Mad, Mdl, Mnt, Mur, Mxn, Myr, Nad, Ngn, Nok, Npr, Nzd, Pen, Php, Pkr, Pln, Pyg, Ron, Rub, Rwf, Sbd, Scr, Sek,
    Sgd, Shp, Srd, Thb, Try, Ttd, Twd, Uah, Ugx, Usd, Uyu, Vnd, Vuv, Xaf, Xcd, Xof, Xpf, Zar,
};

/// The currencies whose sign is `$` where they are used.
#[rustfmt::skip]
const DOLLARS: &[Currency] = &[
    Usd, Ars, Aud, Bbd, Bmd, Bnd, Bsd, Bzd, Cad, Clp, Cop, Cve, Dop, Fjd, Gyd, Hkd, Jmd, Kyd, Lrd, Mxn, Nad, Nzd, Sbd,
    Sgd, Srd, Ttd, Twd, Uyu, Xcd, Brl, Awg,
];

/// Signs and short names, in lower case and without spaces and points, and the currencies that each may mean.
#[rustfmt::skip]
const SIGNS: &[(&str, &[Currency])] = &[
    ("$", DOLLARS), ("us$", &[Usd]), ("$us", &[Usd]), ("ca$", &[Cad]), ("$ca", &[Cad]), ("c$", &[Cad]), ("can$", &[Cad]),
    ("a$", &[Aud]), ("au$", &[Aud]), ("$au", &[Aud]), ("nz$", &[Nzd]), ("$nz", &[Nzd]), ("hk$", &[Hkd]), ("$hk", &[Hkd]),
    ("s$", &[Sgd]), ("sg$", &[Sgd]), ("$sg", &[Sgd]), ("nt$", &[Twd]), ("mx$", &[Mxn]), ("$mx", &[Mxn]), ("r$", &[Brl]),
    ("€", &[Eur]), ("euro", &[Eur]), ("euros", &[Eur]), ("£", &[Gbp, Egp, Fkp, Gip, Shp]), ("¥", &[Jpy, Cny]), ("￥", &[Jpy, Cny]),
    ("円", &[Jpy]), ("元", &[Cny]), ("rmb", &[Cny]), ("cn¥", &[Cny]), ("jp¥", &[Jpy]), ("₹", &[Inr]), ("rs", &[Inr, Pkr, Lkr, Npr, Mur, Scr]),
    ("₩", &[Krw, Kpw]), ("₽", &[Rub]), ("руб", &[Rub]), ("₺", &[Try]), ("tl", &[Try]), ("₴", &[Uah]), ("₪", &[Ils]),
    ("₫", &[Vnd]), ("đ", &[Vnd]), ("฿", &[Thb]), ("₱", &[Php]), ("₦", &[Ngn]), ("₸", &[Kzt]), ("₡", &[Crc]), ("₲", &[Pyg]),
    ("₵", &[Ghs]), ("gh₵", &[Ghs]), ("₼", &[Azn]), ("₾", &[Gel]), ("₮", &[Mnt]), ("kr", &[Sek, Nok, Dkk, Isk]), ("zł", &[Pln]),
    ("kč", &[Czk]), ("ft", &[Huf]), ("lei", &[Ron, Mdl]), ("лв", &[Currency::Bgn]), ("fr", &[Chf]), ("sfr", &[Chf]), ("r", &[Zar]),
    ("rm", &[Myr]), ("rp", &[Idr]), ("s/", &[Pen]), ("dh", &[Mad, Currency::Aed]), ("dhs", &[Mad, Currency::Aed]), ("fcfa", &[Xaf, Xof]),
    ("cfa", &[Xaf, Xof]), ("dollar", DOLLARS), ("dollars", DOLLARS),
];

impl Currency {
    /// Whether amounts have no decimals.
    pub const fn is_whole(self) -> bool {
        matches!(self, Bif | Clp | Djf | Gnf | Isk | Jpy | Kmf | Krw | Pyg | Rwf | Ugx | Vnd | Vuv | Xaf | Xof | Xpf)
    }

    /// The currencies that a sign or a code beside an amount may mean, such as `€`, `US$` or `usd`; empty if it is none.
    pub fn written(text: &str) -> &'static [Self] {
        if let Some(place) =
            Self::from_word(text).and_then(|currency| Self::ALL.iter().position(|other| *other == currency))
        {
            return &Self::ALL[place..=place];
        }
        let sign: String = text.to_lowercase().chars().filter(|sign| !sign.is_whitespace() && *sign != '.').collect();
        SIGNS.iter().find(|(known, _)| *known == sign).map_or(&[], |(_, currencies)| currencies)
    }

    /// The currencies that the name of a column may mean, such as `amount_usd` or `Montant (€)`; empty if it names none.
    pub fn of_header(header: &str) -> &'static [Self] {
        let words = header.split(|sign: char| {
            sign.is_whitespace() || matches!(sign, '_' | '-' | '(' | ')' | '[' | ']' | '/' | ':' | ',')
        });
        // A word that is a sign by chance, such as `r` in `R & D`, says nothing in a name.
        let is_plain = |word: &str| word.len() == 3 || !word.is_ascii();
        let mut named = words.filter(|word| is_plain(word) || *word == "$").map(Self::written);
        named.find(|currencies| !currencies.is_empty()).unwrap_or(&[])
    }

    /// The name of a column without the currency in it.
    pub fn without(header: &str) -> String {
        let words = header.split(|sign: char| {
            sign.is_whitespace() || matches!(sign, '_' | '-' | '(' | ')' | '[' | ']' | '/' | ':' | ',')
        });
        let words = words.filter(|word| Self::of_header(word).is_empty());
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_found_by_its_code_and_its_signs() {
        assert_eq!(Currency::written("usd"), [Usd]);
        assert_eq!(Currency::written("EUR"), [Eur]);
        assert_eq!(Currency::written("€"), [Eur]);
        assert_eq!(Currency::written("Fr."), [Chf]);
        assert_eq!(Currency::written("F CFA"), [Xaf, Xof]);
        assert!(Currency::written("$").contains(&Cad) && Currency::written("$US") == [Usd]);
        for text in ["", "x", "e", "kg", "five"] {
            assert!(Currency::written(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_column_may_name_its_currency() {
        for header in ["amount_eur", "Montant (EUR)", "Total €", "EUR amount"] {
            assert_eq!(Currency::of_header(header), [Eur], "{header}");
        }
        for header in ["amount", "total", "R & D", "Total TTC"] {
            assert!(Currency::of_header(header).is_empty(), "{header}");
        }
        assert_eq!(Currency::without("Montant (EUR)").trim(), "Montant");
    }

    #[test]
    fn no_sign_occurs_twice() {
        let mut signs: Vec<&str> = SIGNS.iter().map(|(sign, _)| *sign).collect();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), SIGNS.len());
    }
}
