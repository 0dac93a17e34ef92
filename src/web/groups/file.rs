//! The file of a known user group's form: its people are added to the typed ones, and what is not taken is named.

use crate::addresses;
use crate::groups::people::{self, FileError, MOST_JUDGED};
use crate::imports::SubmitError;
use crate::locale::Locale;
use crate::reading::people::PeopleFile;
use crate::web::error::PageError;
use crate::web::form::Errors;
use crate::web::uploaded::{UploadedFile, largest_list};
use crate::web::work::Visit;

/// What was read from the file, as the form says it.
pub struct FileWords {
    /// How many lines were taken, and how many have nothing.
    pub summary: Vec<String>,
    pub left_out: Vec<LeftOutLine>,
    /// How many more lines were left out than are listed.
    pub more: Option<String>,
}

/// A line that was left out.
pub struct LeftOutLine {
    pub number: u64,
    pub text: String,
    pub reason: String,
}

/// Adds the people in the file, who are all named by account id if `are_accounts`, to the typed ones. What prevents that is added to the errors of the file. While the group is
/// being saved, so is the number of lines that were left out, because the user has not seen them yet.
pub fn take(
    visit: &Visit,
    typed: &mut String,
    errors: &mut Errors,
    (file, are_accounts): (&UploadedFile, bool),
    is_saving: bool,
) -> Result<Option<FileWords>, PageError> {
    let locale = visit.locale;
    match &file.refused {
        Some(SubmitError::OverQuota) => {
            errors.add("file", locale.with1("import-over-quota", "limit", visit.state.options.upload_quota));
            return Ok(None);
        }
        Some(SubmitError::NoRoom) => {
            errors.add("file", locale.text("import-no-room"));
            return Ok(None);
        }
        Some(error) => return Err(anyhow::anyhow!("{error}").into()),
        None => {}
    }
    if file.is_too_large {
        errors.add("file", locale.with1("group-file-too-large", "limit", largest_list(&visit.state)));
        return Ok(None);
    }
    let reader = file.file.reopen().map_err(|error| PageError::Fault(error.into()))?;
    let read = match people::of_file(&visit.state, &visit.actor, reader, are_accounts) {
        Ok(read) => read,
        Err(FileError::Problem(problem)) => {
            errors.add("file", problem.tell(locale));
            return Ok(None);
        }
        Err(FileError::Io(error)) => return Err(PageError::Fault(error.into())),
        Err(FileError::Store(error)) => return Err(error.into()),
    };
    *typed = format!("{}\n{}", typed.trim_end(), read.typed).trim_start().to_owned();
    if read.is_cut {
        let arguments = [("read", MOST_JUDGED.into()), ("most", addresses::MOST.into())];
        errors.add("file", locale.with("group-file-cut", &arguments));
    }
    if is_saving && read.refused_count > 0 {
        errors.add("file", locale.with1("group-file-left-out-unseen", "count", read.refused_count));
    }
    Ok(Some(FileWords::new(&file.name, read, locale)))
}

impl FileWords {
    fn new(name: &str, read: PeopleFile, locale: Locale) -> Self {
        let taken = match read.column.as_str() {
            "" => locale.with("group-file-taken", &[("count", read.lines.into()), ("name", name.into())]),
            column => locale.with(
                "group-file-taken-of-column",
                &[("count", read.lines.into()), ("name", name.into()), ("column", column.into())],
            ),
        };
        let without = (read.without > 0).then(|| locale.with1("group-file-without", "count", read.without));
        let left_out =
            (read.refused_count > 0).then(|| locale.with1("group-file-left-out", "count", read.refused_count));
        let listed = u64::try_from(read.refused.len()).unwrap_or(u64::MAX);
        let more = read.refused_count.checked_sub(listed).filter(|more| *more > 0);
        let lines = read.refused.into_iter().map(|line| LeftOutLine {
            number: line.number,
            reason: line.refusal.tell(locale),
            text: line.text,
        });
        Self {
            summary: [Some(taken), without, left_out].into_iter().flatten().collect(),
            left_out: lines.collect(),
            more: more.map(|more| locale.with1("group-file-more-left-out", "count", more)),
        }
    }
}
