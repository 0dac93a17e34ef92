//! Draws QR codes as paths of SVG.

use qrcodegen::{QrCode, QrCodeEcc};

/// The white margin around a code in modules, as ISO/IEC 18004 asks for.
const MARGIN: i32 = 4;

/// A QR code in a square of `side` by `side` modules, its margin among them. `path` has the dark ones.
pub struct Drawing {
    pub side: i32,
    pub path: String,
}

/// The QR code of a text; `None` if the text is too long for one.
pub fn drawing(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|x| code.get_module(*x, y)).fold(0, |run, _| run + 1);
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN));
            }
            x += run.max(1);
        }
    }
    Some(Drawing { side: size + 2 * MARGIN, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dark_modules_are_those_of_the_code() {
        let text = "otpauth://totp/Engage:ann%40example%2Ecom?secret=GEZDGNBVGY3TQOJQ&issuer=Engage";
        let (code, drawn) = (QrCode::encode_text(text, QrCodeEcc::Medium).unwrap(), drawing(text).unwrap());
        assert_eq!(drawn.side, code.size() + 8);
        let dark = (0..code.size()).map(|y| (0..code.size()).filter(|x| code.get_module(*x, y)).count()).sum::<usize>();
        let runs = drawn.path.split('h').skip(1).filter_map(|part| part.split('v').next()?.parse::<usize>().ok());
        assert_eq!(runs.sum::<usize>(), dark);
        assert!(drawn.path.starts_with("M4 4h7v1h-7z"), "the first finder pattern");
        assert!(drawing(&"x".repeat(10_000)).is_none());
    }
}
