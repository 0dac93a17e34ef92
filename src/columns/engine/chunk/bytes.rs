//! Encodes a chunk for the file in which columns are kept.

use super::{Cells, Chunk};
use crate::columns::engine::bit_sliced::{BitSliced, MOST_BITS};
use crate::columns::engine::codec::{self, Source};
use crate::columns::engine::listed::Listed;
use crate::columns::engine::rows::{ROWS, Rows};
use crate::columns::engine::simd::Cell;
use std::io::{self, Write};

impl Chunk {
    /// Writes the chunk as bytes: numbers, cells, list.
    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        let form = match &self.cells {
            Cells::None => 0,
            Cells::BitSliced(sliced) => sliced.bits() as i64,
            Cells::U8(_) => 8,
            Cells::U16(_) => 16,
            Cells::U32(_) => 32,
            Cells::I64(..) => 64,
        };
        let (most, rows) = (self.most as i64, self.rows() as i64);
        for number in [self.base, most, self.least, self.greatest, self.known.into(), form, rows] {
            codec::write_number(out, number)?;
        }
        match &self.cells {
            Cells::None => {}
            Cells::BitSliced(sliced) => codec::write_u64(out, sliced.words())?,
            Cells::U8(cells) => out.write_all(cells)?,
            Cells::U16(cells) => codec::write_u16(out, cells)?,
            Cells::U32(cells) => codec::write_u32(out, cells)?,
            Cells::I64(values, known) => {
                codec::write_i64(out, values)?;
                codec::write_u64(out, &known.0)?;
            }
        }
        self.listed.encode(out)
    }

    /// Reads a chunk; `None` if the bytes do not fit.
    pub fn decode(source: &mut Source<'_>) -> Option<Self> {
        let (base, most) = (source.number()?, source.number()? as u64);
        let (least, greatest) = (source.number()?, source.number()?);
        let (known, form) = (u32::try_from(source.number()?).ok()?, source.number()?);
        let rows = usize::try_from(source.number()?).ok()?;
        if rows > ROWS || !rows.is_multiple_of(64) {
            return None;
        }
        let cells = match form {
            0 if rows == 0 => Cells::None,
            8 => Cells::U8(source.bytes(rows)?.to_vec()),
            16 => Cells::U16(codec::read_u16(source, rows)?),
            32 => Cells::U32(codec::read_u32(source, rows)?),
            64 => {
                let values = codec::read_i64(source, rows)?;
                Cells::I64(values, Box::new(Rows::decode(source)?))
            }
            _ => {
                let bits = usize::try_from(form).ok().filter(|bits| (1..=MOST_BITS).contains(bits))?;
                Cells::BitSliced(BitSliced::from_words(bits, codec::read_u64(source, rows / 64 * bits)?)?)
            }
        };
        let listed = Listed::decode(source)?;
        let greatest_of = |unknown: u64| unknown.checked_sub(if listed.len() == 0 { 1 } else { 2 });
        let holds = match &cells {
            Cells::None => true,
            Cells::BitSliced(sliced) => Some(most) == greatest_of(sliced.unknown()),
            Cells::U8(_) => Some(most) == greatest_of(u8::UNKNOWN.into()),
            Cells::U16(_) => Some(most) == greatest_of(u16::UNKNOWN.into()),
            Cells::U32(_) => Some(most) == greatest_of(u32::UNKNOWN.into()),
            Cells::I64(..) => listed.len() == 0,
        };
        holds.then_some(Self { base, most, least, greatest, known, cells, listed })
    }
}
