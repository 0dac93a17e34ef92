//! What the import of a file would do, found without writing anything.

use super::attributes;
use super::batch::{Batch, NotStored};
use super::files;
use super::parts::{MOST_LINES, Parts};
use crate::audience::{Availability, Reason as Obstacle};
use crate::day::Day;
use crate::reading::{CustomerFact, Fact, ImportKind, Reason, Refusal, Survey};
use crate::segments::{Kind, Profile};
use crate::state::State;
use crate::store::apps::App;
use crate::store::facts::{self, Taken, Target};
use crate::store::{StoreError, custom_attributes, publishers};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Seek};

/// The outcomes of the lines, and everything else that a user should know before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Lines about something that another line of the file is about.
    pub repeated: u64,
    pub refused: u64,
    /// Customers that are not known.
    pub customers_new: u64,
    /// People who say what they allow and are no customers.
    #[serde(default)]
    pub no_customers: u64,
    /// Cells that would be left out of their lines.
    pub cells_left_out: u64,
    /// Why lines would be refused and cells left out, the most frequent first.
    pub faults: Vec<Fault>,
    /// The cells of each column that cannot be read.
    pub unfit: Vec<u64>,
    /// How many lines of customers leave them out of every segment, by reason, unless more is known about them.
    pub unavailable: Vec<(Unavailable, u64)>,
    /// The names and kinds of custom attributes that the app does not have yet.
    pub new_attributes: Vec<NewAttribute>,
}

/// A fault of lines or cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Whether lines are refused for it; otherwise cells are left out.
    pub is_of_lines: bool,
    /// The reason, with the first value.
    pub refusal: Refusal,
    pub count: u64,
    /// The number of the first line.
    pub first_line: u64,
}

/// Why a customer would be in no segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unavailable {
    TooYoung,
    AgeUnknown,
    BeforeWindows10,
}

impl From<Obstacle> for Unavailable {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::TooYoung => Self::TooYoung,
            Obstacle::AgeUnknown => Self::AgeUnknown,
            Obstacle::BeforeWindows10 => Self::BeforeWindows10,
        }
    }
}

/// A custom attribute that the import would create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAttribute {
    pub name: String,
    #[serde(with = "crate::reading::custom::kind_word")]
    pub kind: Kind,
}

/// Why a preview could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    #[error("the program stops")]
    Stopped,
    #[error("the file cannot be read: {0}")]
    Io(io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for PreviewError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::Interrupted { Self::Stopped } else { Self::Io(error) }
    }
}

impl Preview {
    /// What the import of the file into the app would do. Custom columns are read as the kinds of the attributes that the
    /// app has. Reads the file in parts, and the database for each of them.
    pub fn of(
        state: &State,
        app: &App,
        kind: ImportKind,
        survey: &Survey,
        (source, bytes): (impl Read + Seek + Send, u64),
        is_stopped: impl Fn() -> bool,
    ) -> Result<Self, PreviewError> {
        let mut survey = Survey { currency: app.currency, ..survey.clone() };
        let (publisher, known, ids) = state.database.job_read(|connection| {
            let publisher = publishers::find(connection, app.publisher_id)?;
            let known = custom_attributes::of_app(connection, app.key())?;
            let ids = attributes::imagined(connection, app, &known, &mut survey)?;
            Ok((publisher, known, ids))
        })?;
        let mut parts = Parts::of(source, bytes, kind, &survey, 0, &files::folder(state), &is_stopped)?;
        let mut sums = Sums::new(&survey, app.availability(&publisher), state.today(&publisher));
        sums.preview.new_attributes = attributes::new(&known, &survey)
            .into_iter()
            .map(|column| NewAttribute { name: column.name, kind: column.kind })
            .collect();
        while let Some(batch) = parts.next_batch(MOST_LINES)? {
            if is_stopped() {
                return Err(PreviewError::Stopped);
            }
            let batch = Batch::of(batch);
            let target = Target { app: app.key(), attributes: &ids, import: None, now: state.clock.now() };
            let (compared, accounts) =
                state.database.job_read(|connection| facts::compare(connection, target, &batch.facts))?;
            sums.add(&batch, &compared, &survey);
            sums.add_unknown(kind, &accounts);
        }
        Ok(sums.end())
    }
}

/// The sums of a preview so far.
struct Sums {
    preview: Preview,
    faults: HashMap<(bool, Reason, String), Fault>,
    unavailable: HashMap<Unavailable, u64>,
    /// Digests of the account ids of people who are not known: several batches may be about one of them, and a file of
    /// millions is not kept in memory.
    unknown: HashSet<u64>,
    hasher: RandomState,
    availability: Availability,
    today: Day,
}

impl Sums {
    fn new(survey: &Survey, availability: Availability, today: Day) -> Self {
        let preview = Preview { unfit: vec![0; survey.columns.len()], ..Preview::default() };
        Self {
            preview,
            faults: HashMap::new(),
            unavailable: HashMap::new(),
            unknown: HashSet::new(),
            hasher: RandomState::new(),
            availability,
            today,
        }
    }

    fn add_unknown(&mut self, kind: ImportKind, accounts: &[String]) {
        self.unknown.extend(accounts.iter().map(|account| self.hasher.hash_one(account)));
        let unknown = self.unknown.len() as u64;
        match kind {
            ImportKind::Consents => self.preview.no_customers = unknown,
            _ => self.preview.customers_new = unknown,
        }
    }

    fn fault(&mut self, is_of_lines: bool, line: u64, refusal: &Refusal) {
        let key = (is_of_lines, refusal.reason, refusal.column.clone());
        let fault = self.faults.entry(key).or_insert_with(|| Fault {
            is_of_lines,
            refusal: refusal.first(),
            count: 0,
            first_line: line,
        });
        fault.count += 1;
        if line < fault.first_line {
            fault.first_line = line;
            fault.refusal = refusal.first();
        }
    }

    /// Adds the lines of a batch, of which this would be taken.
    fn add(&mut self, batch: &Batch, taken: &Taken, survey: &Survey) {
        let NotStored { lines, cells } = batch.not_stored(taken, &survey.columns);
        let preview = &mut self.preview;
        preview.new += taken.new;
        preview.changed += taken.changed;
        preview.unchanged += taken.unchanged;
        preview.repeated += taken.repeated;
        preview.refused += lines.len() as u64;
        preview.cells_left_out += cells.len() as u64;
        for cell in &cells {
            if let Some(unfit) = self.preview.unfit.get_mut(cell.place) {
                *unfit += 1;
            }
            self.fault(false, cell.line, &cell.refusal);
        }
        for line in &lines {
            for fault in line.refusal.faults() {
                self.fault(true, line.number, fault);
            }
        }
        for fact in &batch.facts {
            if let Fact::Customer(fact) = fact {
                self.look_at(fact);
            }
        }
    }

    fn look_at(&mut self, fact: &CustomerFact) {
        let born =
            fact.birth_on.and_then(|birth| self.today.years_since(birth)).and_then(|age| u16::try_from(age).ok());
        let age = born.or_else(|| fact.age.and_then(|age| u16::try_from(age).ok()));
        let profile =
            Profile { age, told_age_group: fact.age_group, os_version: fact.os_version.clone(), ..Profile::default() };
        if let Some(obstacle) = self.availability.reason_against(&profile) {
            *self.unavailable.entry(obstacle.into()).or_default() += 1;
        }
    }

    fn end(mut self) -> Preview {
        let mut faults: Vec<Fault> = self.faults.into_values().collect();
        faults.sort_by(|one, other| {
            let order =
                |fault: &Fault| (std::cmp::Reverse(fault.count), fault.first_line, fault.refusal.reason as usize);
            (order(one), &one.refusal.column).cmp(&(order(other), &other.refusal.column))
        });
        self.preview.faults = faults;
        self.preview.unavailable = self.unavailable.into_iter().collect();
        self.preview.unavailable.sort_unstable();
        self.preview
    }
}
