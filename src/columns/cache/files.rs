//! Columns in files beside the database, so that a start need not read every profile. A file is first written
//! completely under another name. It names its database, app, state of the profiles and day, and ends with a checksum.
//! A file that is damaged or in another format is deleted.

use crate::columns::engine::{Columns, FORMAT};
use crate::day::Day;
use crate::ids::{AppId, Number};
use crate::segments::Catalogue;
use crate::store::data_versions::DataVersion;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The first bytes of every file.
const MAGIC: &[u8; 8] = b"ENGAGE\r\n";

/// Bytes for the data version, its random word, the last pass that counts, and the day. They come last in the header.
const STATE: usize = 8 + 8 + 8 + 4;

/// Bytes before the columns: the magic, the format, the database, the app, and the state.
const HEAD: usize = 8 + 4 + 32 + 4 + STATE;

/// Bytes of the checksum at the end.
const SUM: usize = 4;

/// The folder with the columns of the apps of one database.
#[derive(Clone, Debug)]
pub struct ColumnFiles {
    folder: PathBuf,
    /// Identifies this database, because the folder may contain files of another one.
    database: [u8; 32],
}

/// The columns of an app at one state of its profiles.
pub struct Read {
    pub columns: Columns,
    pub data: DataVersion,
    pub day: Day,
}

impl ColumnFiles {
    pub const fn new(folder: PathBuf, database: [u8; 32]) -> Self {
        Self { folder, database }
    }

    /// Writes the app's columns, replacing those written before.
    pub fn write(&self, app: AppId, data: DataVersion, day: Day, columns: &Columns) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let (path, unfinished) = (self.path(app), self.path(app).with_extension("unfinished"));
        let mut out =
            Summed { out: BufWriter::with_capacity(1 << 20, File::create(&unfinished)?), sum: Default::default() };
        out.write_all(&self.head(app, data, day))?;
        columns.encode(&mut out)?;
        let sum = out.sum.finalize();
        let mut file = out.out;
        file.write_all(&sum.to_le_bytes())?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(unfinished, path)
    }

    /// Reads the app's columns if they were written for these attributes. A file that cannot be used is deleted.
    pub fn read(&self, app: AppId, catalogue: &Catalogue) -> Option<Read> {
        let path = self.path(app);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                log::warn!("the columns of app {app} cannot be read: {error}");
                return None;
            }
        };
        let read = self.decode(app, &bytes, catalogue);
        if read.is_none() {
            log::info!("the columns kept of app {app} are old or damaged, and are thrown away");
            self.remove(&path);
        }
        read
    }

    fn decode(&self, app: AppId, bytes: &[u8], catalogue: &Catalogue) -> Option<Read> {
        let (summed, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
        let (head, columns) = summed.split_at_checked(HEAD)?;
        let (numbers, day) = head.get(HEAD - STATE..)?.split_at_checked(STATE - 4)?;
        let (numbers, _) = numbers.as_chunks::<8>();
        let [number, word, pass] = *numbers else { return None };
        let [number, word, pass] = [number, word, pass].map(i64::from_le_bytes);
        let (data, day) =
            (DataVersion { number, word, pass }, Day::from_number(i32::from_le_bytes(day.try_into().ok()?)));
        if head != self.head(app, data, day) || crc32fast::hash(summed).to_le_bytes() != sum {
            return None;
        }
        Some(Read { columns: Columns::decode(columns, catalogue)?, data, day })
    }

    fn head(&self, app: AppId, data: DataVersion, day: Day) -> Vec<u8> {
        let mut head = MAGIC.to_vec();
        head.extend(FORMAT.to_le_bytes());
        head.extend(self.database);
        head.extend(Number::from(app).to_le_bytes());
        head.extend(data.number.to_le_bytes());
        head.extend(data.word.to_le_bytes());
        head.extend(data.pass.to_le_bytes());
        head.extend(day.number().to_le_bytes());
        head
    }

    /// The apps of which there are files, whichever database these are of.
    pub fn apps(&self) -> HashSet<AppId> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return HashSet::new() };
        let app = |name: String| name.strip_prefix("app-")?.strip_suffix(".columns")?.parse().ok();
        entries.flatten().filter_map(|entry| app(entry.file_name().into_string().ok()?)).collect()
    }

    /// Deletes the file of an app that was deleted, if there is one.
    pub fn drop_app(&self, app: AppId) {
        let path = self.path(app);
        if path.exists() {
            self.remove(&path);
        }
    }

    fn path(&self, app: AppId) -> PathBuf {
        self.folder.join(format!("app-{app}.columns"))
    }

    fn remove(&self, path: &Path) {
        if let Err(error) = fs::remove_file(path) {
            log::warn!("{} could not be removed: {error}", path.display());
        }
    }
}

/// Computes the checksum of what is written.
struct Summed<W> {
    out: W,
    sum: crc32fast::Hasher,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::{Availability, Question};
    use crate::segments::{Attribute, Kind, Profile, Rule};

    const TODAY: Day = Day::from_number(17_532);
    const DATA: DataVersion = DataVersion { number: 42, word: -7, pass: 3 };

    fn columns(catalogue: &Catalogue) -> Columns {
        let mut columns = Columns::new(catalogue);
        let profile = |age| Profile { age: Some(age), market: Some(String::from("FR")), ..Profile::default() };
        columns.apply((0..100_u32).map(|position| (position, Some(profile(position as u16)))));
        columns
    }

    fn count(columns: &Columns, catalogue: &Catalogue) -> u64 {
        let everyone = Availability { least_age: 50, count_unknown_age: false, windows_only: false };
        columns.count(&Question::new(&Rule::default(), catalogue, everyone, TODAY))
    }

    #[test]
    fn columns_are_read_back_for_the_same_database_and_attributes_only() {
        let (folder, catalogue) = (tempfile::tempdir().unwrap(), Catalogue::default());
        let files = ColumnFiles::new(folder.path().join("columns"), [7; 32]);
        let app = AppId::from(3);
        let write = || files.write(app, DATA, TODAY, &columns(&catalogue)).unwrap();
        assert!(files.read(app, &catalogue).is_none());
        write();
        let read = files.read(app, &catalogue).unwrap();
        assert_eq!((read.data, read.day, count(&read.columns, &catalogue)), (DATA, TODAY, 50));
        assert!(ColumnFiles::new(folder.path().join("columns"), [8; 32]).read(app, &catalogue).is_none());
        assert!(!files.path(app).exists(), "what is old is thrown away");
        write();
        let other = Catalogue::new(vec![Attribute::custom("loyal", "Loyal", Kind::YesNo)]);
        assert!(files.read(app, &other).is_none());
    }

    #[test]
    fn a_file_that_is_cut_or_changed_anywhere_is_thrown_away() {
        let (folder, catalogue) = (tempfile::tempdir().unwrap(), Catalogue::default());
        let files = ColumnFiles::new(folder.path().to_owned(), [7; 32]);
        let app = AppId::from(3);
        files.write(app, DATA, TODAY, &columns(&catalogue)).unwrap();
        let whole = fs::read(files.path(app)).unwrap();
        for place in (0..whole.len()).step_by(997) {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(files.path(app), &damaged).unwrap();
            assert!(files.read(app, &catalogue).is_none(), "byte {place}");
            fs::write(files.path(app), &whole[..place]).unwrap();
            assert!(files.read(app, &catalogue).is_none(), "cut at {place}");
        }
        fs::write(files.path(app), &whole).unwrap();
        assert!(files.read(app, &catalogue).is_some());
    }
}
