//! Forms that are being edited: what is counted for one is given up as soon as a newer edit of the same form comes.

use crate::ids::UserId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Longest name of a form that is told apart, in bytes.
const LONGEST_NAME: usize = 64;

/// By user and form, what says that a count is given up.
type Counts = HashMap<(UserId, String), Arc<AtomicBool>>;

/// The counts under way.
#[derive(Clone, Debug, Default)]
pub struct Edits(Arc<Mutex<Counts>>);

/// One count under way. It is given up, too, when its visitor goes away.
#[derive(Debug)]
pub struct Edit {
    edits: Edits,
    key: (UserId, String),
    cancelled: Arc<AtomicBool>,
}

impl Edits {
    /// Begins a count for a form of a user and gives up the one before it. Forms without a name are not told apart, and
    /// cancel nothing.
    pub fn begin(&self, user: UserId, form: &str) -> Edit {
        let key = (user, form.chars().take(LONGEST_NAME).collect::<String>());
        let cancelled = Arc::new(AtomicBool::new(false));
        if !key.1.is_empty() {
            let before = self.lock().insert(key.clone(), Arc::clone(&cancelled));
            before.inspect(|before| before.store(true, Ordering::Relaxed));
        }
        Edit { edits: self.clone(), key, cancelled }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Edit {
    /// Set once nobody waits for the count any more.
    pub fn cancelled(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }
}

impl Drop for Edit {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
        let mut edits = self.edits.lock();
        if edits.get(&self.key).is_some_and(|latest| Arc::ptr_eq(latest, &self.cancelled)) {
            edits.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_cancelled(edit: &Edit) -> bool {
        edit.cancelled.load(Ordering::Relaxed)
    }

    #[test]
    fn a_newer_edit_of_the_same_form_cancels_the_older_one_only() {
        let edits = Edits::default();
        let (first, other_form, other_user) =
            (edits.begin(UserId::from(1), "a"), edits.begin(UserId::from(1), "b"), edits.begin(UserId::from(2), "a"));
        let (nameless, again) = (edits.begin(UserId::from(1), ""), edits.begin(UserId::from(1), ""));
        let second = edits.begin(UserId::from(1), "a");
        assert!(is_cancelled(&first));
        assert!([&other_form, &other_user, &nameless, &again, &second].into_iter().all(|edit| !is_cancelled(edit)));
    }

    #[test]
    fn a_count_that_nobody_waits_for_is_cancelled_and_forgotten() {
        let edits = Edits::default();
        let edit = edits.begin(UserId::from(1), "a");
        let cancelled = edit.cancelled();
        drop(edit);
        assert!(cancelled.load(Ordering::Relaxed) && edits.lock().is_empty());
        let (older, newer) = (edits.begin(UserId::from(1), "a"), edits.begin(UserId::from(1), "a"));
        drop(older);
        assert!(!is_cancelled(&newer) && edits.lock().len() == 1);
    }
}
