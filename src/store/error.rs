//! Errors of the database, sorted by what the caller can do about them.

use super::server_words;
use diesel::result::{DatabaseErrorKind, Error};
use std::io;

/// Why the database did not do its work. The texts are the database's own, without its address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("there is no such row")]
    NotFound,
    /// A UNIQUE constraint refused the row.
    #[error("there is such a row already: {0}")]
    Taken(String),
    /// The database is unreachable, or a lock was not available in time. The same work can be tried again later.
    #[error("the database cannot answer now: {0}")]
    Outage(String),
    #[error("the database has no room left: {0}")]
    Full(String),
    /// Another transaction changed the same rows. The same work can be tried again at once.
    #[error("another change came in between: {0}")]
    Conflict(String),
    #[error("the database refused: {0}")]
    Fault(String),
    /// A column contains a word that is not one of its values.
    #[error(transparent)]
    UnknownWord(UnknownWord),
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    /// The database must not be opened by this program; the text describes what to do.
    #[error("{0}")]
    Unusable(String),
    /// The work panicked, or the program is shutting down.
    #[error("the work on the database broke off")]
    BrokenOff,
}

/// A stored word that this program does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{column} holds {word:?}, which this program does not know")]
pub struct UnknownWord {
    /// The table and the column.
    pub column: &'static str,
    pub word: String,
}

impl StoreError {
    /// Whether there is no such row.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    /// Whether a UNIQUE constraint refused the row.
    pub const fn is_taken(&self) -> bool {
        matches!(self, Self::Taken(_))
    }

    /// Whether the database is unreachable or busy, so that waiting helps.
    pub const fn is_outage(&self) -> bool {
        matches!(self, Self::Outage(_))
    }

    /// Whether the disk is full.
    pub const fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Whether the same work may succeed if it is tried again, because nothing is wrong with the work itself.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Outage(_) | Self::Full(_) | Self::Conflict(_))
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(kind, information) => of_database(&kind, information.message().trim()),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            Error::BrokenTransactionManager => Self::Outage(String::from("the connection was lost")),
            Error::QueryBuilderError(cause) => match cause.downcast::<io::Error>() {
                Ok(error) if is_disk_full(&error) => Self::Full(error.to_string()),
                Ok(error) => Self::Fault(error.to_string()),
                Err(cause) => Self::Fault(cause.to_string()),
            },
            Error::DeserializationError(cause) => unknown_word(&*cause)
                .map_or_else(|| Self::Fault(Error::DeserializationError(cause).to_string()), Self::UnknownWord),
            other => Self::Fault(other.to_string()),
        }
    }
}

/// The unknown word that the error or one of its causes reports.
fn unknown_word(error: &(dyn std::error::Error + 'static)) -> Option<UnknownWord> {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    causes.find_map(|cause| cause.downcast_ref::<UnknownWord>()).cloned()
}

/// Whether the error means that the disk or the program's quota is full.
pub fn is_disk_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// The error that rolls back a transaction because a file could not be read or written.
pub fn broken_off_by(error: io::Error) -> Error {
    Error::QueryBuilderError(error.into())
}

/// The error that rolls back a transaction because a row that it needs does not exist.
pub const fn not_found() -> Error {
    Error::NotFound
}

fn of_database(kind: &DatabaseErrorKind, message: &str) -> StoreError {
    let text = message.to_owned();
    match kind {
        DatabaseErrorKind::UniqueViolation => StoreError::Taken(text),
        DatabaseErrorKind::SerializationFailure => StoreError::Conflict(text),
        DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand
        // A standby that is about to become the primary.
        | DatabaseErrorKind::ReadOnlyTransaction => StoreError::Outage(text),
        _ => of_message(text),
    }
}

/// Diesel does not expose PostgreSQL's SQLSTATE or SQLite's code of any other error, so this goes by the texts.
/// PostgreSQL sends English ones if the program's role may ask for them.
fn of_message(text: String) -> StoreError {
    const FULL: [&str; 3] = ["database or disk is full", "No space left on device", "Disk quota exceeded"];
    const CONFLICT: [&str; 2] = ["deadlock detected", "could not serialize access"];
    const OUTAGE: [&str; 15] = [
        // SQLite: a lock that another program holds, or a folder that has gone away.
        "database is locked",
        "database table is locked",
        "database schema is locked",
        "unable to open database file",
        "disk I/O error",
        // PostgreSQL: 57014, 55P03, 57P01 to 57P03, 08006, 53300.
        "canceling statement due to",
        "terminating connection due to",
        "the database system is",
        "server closed the connection",
        "connection to server",
        "could not receive data from server",
        "could not send data to server",
        "too many clients",
        "remaining connection slots",
        "no connection to the server",
    ];
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&FULL) || says(&server_words::FULL) {
        StoreError::Full(text)
    } else if says(&CONFLICT) || says(&server_words::DEADLOCK) {
        StoreError::Conflict(text)
    } else if says(&OUTAGE) || says(&server_words::ENDED) {
        StoreError::Outage(text)
    } else {
        StoreError::Fault(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: DatabaseErrorKind, text: &str) -> StoreError {
        Error::DatabaseError(kind, Box::new(text.to_owned())).into()
    }

    #[test]
    fn what_waiting_helps_is_an_outage_and_nothing_else_is() {
        let unknown = |text| said(DatabaseErrorKind::Unknown, text);
        assert!(said(DatabaseErrorKind::ClosedConnection, "").is_outage());
        assert!(unknown("canceling statement due to lock timeout").is_outage());
        assert!(unknown("terminating connection due to administrator command").is_outage());
        assert!(unknown("database is locked").is_outage());
        assert!(!unknown("no such table: imports").is_outage());
        assert!(!unknown("no such table: imports").is_passing());
    }

    #[test]
    fn a_full_disk_is_told_from_other_faults_whoever_meets_it() {
        assert!(said(DatabaseErrorKind::Unknown, "database or disk is full").is_full());
        let text = "could not extend file \"base/1/2\": No space left on device";
        assert!(said(DatabaseErrorKind::Unknown, text).is_full());
        assert!(StoreError::from(broken_off_by(io::ErrorKind::StorageFull.into())).is_full());
        assert!(!StoreError::from(broken_off_by(io::ErrorKind::NotFound.into())).is_full());
    }

    #[test]
    fn servers_of_other_languages_are_understood() {
        let unknown = |text: &str| said(DatabaseErrorKind::Unknown, text);
        for text in [
            "storniere Anfrage wegen Zeitüberschreitung der Anfrage",
            "annulation de la requête à cause du délai écoulé pour l'obtention des verrous",
            "выполнение оператора отменено по запросу пользователя",
        ] {
            assert!(unknown(text).is_outage(), "{text}");
        }
        for text in [
            "konnte Datei »base/5/1259« nicht erweitern: Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
            "n'a pas pu étendre le fichier « base/5/1259 » : Aucun espace disponible sur le périphérique",
            "ファイル\"base/5/1259\"を拡張できませんでした: デバイスに空き領域がありません",
        ] {
            assert!(unknown(text).is_full(), "{text}");
        }
        assert!(matches!(unknown("Verklemmung (Deadlock) entdeckt"), StoreError::Conflict(_)));
        for text in ["Relation »imports« existiert nicht", "division par zéro"] {
            assert!(!unknown(text).is_passing(), "{text}");
        }
    }

    #[test]
    fn a_row_that_is_missing_or_there_already_is_no_fault() {
        assert!(StoreError::from(not_found()).is_not_found());
        assert!(said(DatabaseErrorKind::UniqueViolation, "users_email_key").is_taken());
        assert_eq!(said(DatabaseErrorKind::SerializationFailure, "a"), StoreError::Conflict(String::from("a")));
    }
}
