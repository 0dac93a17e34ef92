//! Forms being edited: a count for a form is cancelled as soon as a newer edit of the same form arrives.

use crate::ids::UserId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The longest form name that is kept, in characters: those of our forms are tokens of this length. The rest is cut
/// off.
const LONGEST_NAME: usize = 64;

/// For each user and form, the flag that cancels its count.
type Counts = HashMap<(UserId, String), Arc<AtomicBool>>;

/// The counts in progress.
#[derive(Clone, Debug, Default)]
pub struct Edits(Arc<Mutex<Counts>>);

/// A count in progress. It is also cancelled when its visitor disconnects.
#[derive(Debug)]
pub struct Edit {
    edits: Edits,
    key: (UserId, String),
    cancelled: Arc<AtomicBool>,
}

impl Edits {
    /// Starts a count for a user's form and cancels the previous one. Forms without a name cannot be distinguished and
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
    /// Set once the result of the count is no longer needed.
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
