//! How a file is read if the user does not say so: as the import whose refused lines it has, or as was chosen for the last
//! file with the same columns.

use crate::ids::AppKey;
use crate::locale::Locale;
use crate::reading::chosen::{ChosenColumn, Purpose};
use crate::reading::headers::{Column, Role, is_reason};
use crate::reading::layout::Layout;
use crate::reading::look::{Look, SHOWN_LENGTH};
use crate::reading::refused_rows::RefusedRows;
use crate::reading::survey::SurveyError;
use crate::reading::{Chosen, ImportKind, RefusedLine, Survey, encoding};
use crate::state::State;
use crate::store::apps::App;
use crate::store::import_drafts::ImportDraft;
use crate::store::imports::{self, Import};
use crate::store::{DbConnection, QueryResult, import_mappings, publishers};
use crate::text::cut;
use crate::token::hex;
use crate::zone::Zones;
use chrono::NaiveDateTime;
use diesel::result::Error;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::{self, Read, Seek};

/// The number of imports with refused lines, the newest first, that a corrected file is compared with: most files are
/// corrected within days.
const LATEST: i64 = 50;

/// Refused lines of an import that are compared with the first lines of a file.
const COMPARED: i64 = 1_000;

/// Where what a file is read by comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// A digest of the names of the columns as they are found if nothing is chosen.
    pub columns: String,
    /// The name of the file whose refused lines these are.
    pub refused_of: Option<String>,
}

/// What is known of a file with these columns.
enum Known {
    RefusedOf(Box<Import>),
    Chosen(Chosen),
}

/// Looks at a file. If no use of a column is chosen, it is read as is known for its columns.
pub fn look_at<R: Read + Seek>(
    state: &State,
    app: &App,
    kind: ImportKind,
    open: impl Fn() -> io::Result<R>,
    chosen: &mut Chosen,
) -> Result<(Look, Origin), SurveyError> {
    let mut look = Look::at(open()?, kind, chosen)?;
    let mut origin = Origin { columns: digest(&look.survey), refused_of: None };
    if chosen.columns.is_empty() {
        let known = state.database.read_now(|connection| known(connection, app.key(), kind, &look));
        let known = known.map_err(io::Error::other)?;
        let is_known = known.is_some();
        match known {
            Some(Known::RefusedOf(import)) => {
                take_over(chosen, &import);
                origin.refused_of = Some(import.file_name);
            }
            Some(Known::Chosen(remembered)) => fit(chosen, remembered, &look.survey.layout, open()?)?,
            None => {}
        }
        if is_known {
            look = Look::at(open()?, kind, chosen)?;
        }
    }
    look.survey.zones = zones(state, app, chosen)?;
    Ok((look, origin))
}

/// The zones that the times of a file are read in: those of the publisher, as far as no other is chosen.
pub fn zones(state: &State, app: &App, chosen: &Chosen) -> io::Result<Zones> {
    let publisher = state.database.read_now(|connection| publishers::find(connection, app.publisher_id));
    let days = publisher.map_err(io::Error::other)?.time_zone;
    Ok(Zones { times: chosen.time_zone.unwrap_or(days), days })
}

/// Remembers what was chosen for the columns of the draft's file, also under their names as they are found if nothing is
/// chosen: read in another encoding or with another separator, they may be others.
pub fn remember(
    connection: &mut DbConnection,
    app: AppKey,
    (draft, chosen): (&ImportDraft, Chosen),
    (survey, origin): (&Survey, &Origin),
    now: NaiveDateTime,
) -> QueryResult<()> {
    // What the file of refused lines was read by was found for another one, and is not chosen for the next.
    if origin.refused_of.is_some() && draft.revision == 0 {
        return Ok(());
    }
    let Chosen { columns, time_zone, encoding, separator, .. } = chosen;
    let chosen = Chosen { columns, time_zone, encoding, separator, ..Chosen::default() };
    if chosen == Chosen::default() {
        return Ok(());
    }
    let mut keep = |headers: &str, chosen: &Chosen| {
        let chosen = serde_json::to_string(chosen).map_err(|error| Error::SerializationError(error.into()))?;
        import_mappings::keep(connection, app, draft.kind, headers, &chosen, now)
    };
    let headers = digest(survey);
    if origin.columns.is_empty() || origin.columns == headers {
        return keep(&headers, &chosen);
    }
    keep(&origin.columns, &chosen)?;
    // A file whose columns are found by these names needs no other separator.
    keep(&headers, &Chosen { separator: None, ..chosen })
}

/// What is known of files with the columns of this one.
fn known(connection: &mut DbConnection, app: AppKey, kind: ImportKind, look: &Look) -> QueryResult<Option<Known>> {
    let headers = digest(&look.survey);
    if look.survey.columns.iter().any(says_why) {
        let imports = imports::with_refused_lines(connection, app, kind, LATEST)?.into_iter();
        let imports = imports.filter_map(|import| Some((import.survey()?, import)));
        if let Some(import) = refused_of(connection, imports.filter(|(survey, _)| digest(survey) == headers), look)? {
            return Ok(Some(Known::RefusedOf(Box::new(import))));
        }
    }
    let kept = import_mappings::find(connection, app, kind, &headers)?;
    Ok(kept.and_then(|chosen| serde_json::from_str(&chosen).ok()).map(Known::Chosen))
}

/// Of imports, the newest first, the one whose refused lines have most of the cells of the file's first lines. If its own
/// file says why as well, they have to have a reason of it too: otherwise the file is another one of the kind.
fn refused_of(
    connection: &mut DbConnection,
    imports: impl Iterator<Item = (Survey, Import)>,
    look: &Look,
) -> QueryResult<Option<Import>> {
    let mut compared = Vec::new();
    for (survey, import) in imports {
        let lines = imports::refused_after(connection, import.publisher_id, import.id, 0, COMPARED)?;
        let mut rows = RefusedRows::new(&survey);
        let cells: HashSet<String> = lines.iter().flat_map(|line| rows.cells(&line.text)).collect();
        let in_each_language =
            |line: &RefusedLine| Locale::ALL.map(|locale| cut(&line.refusal.tell(locale), SHOWN_LENGTH));
        let reasons: HashSet<String> = lines.iter().flat_map(in_each_language).collect();
        let count = |among: &HashSet<String>| {
            let shown = look.first_lines.iter().flatten().filter(|cell| !cell.is_empty());
            shown.filter(|cell| among.contains(*cell)).count()
        };
        let (alike, with_reason) = (count(&cells), count(&reasons));
        if with_reason > 0 || !survey.columns.iter().any(says_why) {
            compared.push((alike + with_reason, import));
        }
    }
    // Of equals, the first is taken.
    compared.sort_by_key(|(alike, _)| Reverse(*alike));
    Ok(compared.into_iter().next().map(|(_, import)| import))
}

/// Whether the column has the reasons why lines were refused.
fn says_why(column: &Column) -> bool {
    column.role == Role::Ignored && is_reason(&column.header)
}

/// Chooses what the file of the import was read by, apart from its encoding and its separator: its refused lines are
/// written by this program or a spreadsheet.
fn take_over(chosen: &mut Chosen, import: &Import) {
    let Some(survey) = import.survey() else { return };
    chosen.time_zone = chosen.time_zone.or(Some(survey.zones.times));
    let columns =
        survey.columns.into_iter().filter(|column| !is_reason(&column.header) || column.role != Role::Ignored);
    chosen.columns = columns
        .map(|column| ChosenColumn {
            purpose: Some(Purpose::of(&column)),
            date_order: column.date_order,
            decimal_mark: column.decimal_mark,
            clears: column.clears,
            header: column.header,
        })
        .collect();
}

/// Chooses what is remembered, as far as it can be right for a file that is found to be of this layout.
fn fit(chosen: &mut Chosen, remembered: Chosen, found: &Layout, file: impl Read + Seek) -> io::Result<()> {
    chosen.columns = remembered.columns;
    chosen.time_zone = chosen.time_zone.or(remembered.time_zone);
    if !found.names_separator() {
        chosen.separator = chosen.separator.or(remembered.separator);
    }
    if let (None, Some(name)) = (&chosen.encoding, remembered.encoding)
        && encoding::may_be(&name, &found.encoding, file)?
    {
        chosen.encoding = Some(name);
    }
    Ok(())
}

/// A digest of the names of a file's columns, which is the same for the file of its refused lines.
fn digest(survey: &Survey) -> String {
    let mut digest = Sha256::new();
    for column in survey.columns.iter().filter(|column| !is_reason(&column.header)) {
        digest.update(column.header.as_bytes());
        digest.update([0]);
    }
    hex(&digest.finalize())
}
