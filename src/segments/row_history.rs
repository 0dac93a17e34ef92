//! What can be undone and redone between the rows of a rule. It travels with the form, so that it needs neither scripts
//! nor a session.

use super::row_buttons::{Focus, RowButton};
use super::rows::RuleRows;
use serde::{Deserialize, Serialize};

/// The most bytes of the states that travel with a form: some hundred small rules, and less than a hundredth of what a
/// form may have.
const MOST_BYTES: usize = 64 * 1024;

/// The rows before and after those that are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct RowHistory {
    /// The oldest first.
    before: Vec<RuleRows>,
    /// The rows as they were shown last.
    shown: Option<RuleRows>,
    /// The next one to redo last.
    after: Vec<RuleRows>,
}

impl RowHistory {
    /// Reads what [`RowHistory::write`] wrote. Anything else is a form in which nothing was done yet.
    pub fn read(text: &str) -> Self {
        if text.len() > MOST_BYTES { Self::default() } else { serde_json::from_str(text).unwrap_or_default() }
    }

    /// As text, without the states that are too far away for its limit.
    pub fn write(mut self) -> String {
        let bytes = |rows: &RuleRows| serde_json::to_string(rows).map_or(MOST_BYTES, |text| text.len() + 1);
        // What is there without any state: the names of the fields.
        let mut left = MOST_BYTES.saturating_sub(64 + self.shown.as_ref().map_or(0, bytes));
        // The nearest are the last of both lists, and one step back is worth more than one forward.
        for states in [&mut self.before, &mut self.after] {
            let fit = |rows: &&RuleRows| left.checked_sub(bytes(rows)).map(|rest| left = rest).is_some();
            let kept = states.iter().rev().take_while(fit).count();
            states.drain(..states.len() - kept);
        }
        let text = serde_json::to_string(&self).unwrap_or_default();
        if text.len() > MOST_BYTES { String::new() } else { text }
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }

    /// Takes note of the rows as they are now: typed since they were shown, or changed by a button.
    pub fn note(&mut self, rows: &RuleRows) {
        if let Some(shown) = self.shown.take().filter(|shown| shown != rows) {
            self.before.push(shown);
            self.after.clear();
        }
        self.shown = Some(rows.clone());
    }

    /// Performs the action of a button on rows as they were typed. Returns where the person goes on.
    pub fn press(&mut self, rows: &mut RuleRows, button: RowButton) -> Option<Focus> {
        self.note(rows);
        match button {
            RowButton::Undo => {
                *rows = self.undo()?;
                None
            }
            RowButton::Redo => {
                *rows = self.redo()?;
                None
            }
            button => rows.press(button),
        }
    }

    /// The rows before those of now, which can then be redone.
    fn undo(&mut self) -> Option<RuleRows> {
        let before = self.before.pop()?;
        self.after.extend(self.shown.replace(before.clone()));
        Some(before)
    }

    /// The rows that were undone last.
    fn redo(&mut self) -> Option<RuleRows> {
        let after = self.after.pop()?;
        self.before.extend(self.shown.replace(after.clone()));
        Some(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(rows: &RuleRows, word: &str) -> RuleRows {
        let mut rows = rows.clone();
        rows.press(RowButton::from_word(word).unwrap());
        rows
    }

    #[test]
    fn what_was_typed_and_what_buttons_did_is_undone_step_by_step_and_redone() {
        let first = RuleRows::blank();
        let mut history = RowHistory::read("");
        history.note(&first);
        assert!(!history.can_undo());
        let mut typed = first.clone();
        "market".clone_into(&mut typed.0.get_mut(&0).unwrap().conditions.get_mut(&0).unwrap().attribute);
        let two = pressed(&typed, "add-filter");
        let mut history = RowHistory::read(&history.write());
        history.note(&typed);
        history.note(&two);
        let mut history = RowHistory::read(&history.write());
        history.note(&two);
        assert_eq!((history.undo(), history.undo(), history.undo()), (Some(typed.clone()), Some(first.clone()), None));
        assert_eq!((history.redo(), history.redo(), history.redo()), (Some(typed.clone()), Some(two), None));
        history.undo();
        history.note(&pressed(&typed, "duplicate-filter:0"));
        assert!(!history.can_redo(), "something else was done instead");
    }

    #[test]
    fn the_oldest_states_give_way_to_the_limit() {
        let mut history = RowHistory::default();
        let mut rows = RuleRows::blank();
        for step in 0..100 {
            rows.0.get_mut(&0).unwrap().conditions.get_mut(&0).unwrap().value = format!("{step}{}", "x".repeat(2_000));
            history.note(&rows);
        }
        let text = history.write();
        assert!(text.len() <= MOST_BYTES && text.len() > MOST_BYTES / 2, "{}", text.len());
        let mut kept = RowHistory::read(&text);
        assert!(kept.undo().is_some_and(|rows| rows.0[&0].conditions[&0].value.starts_with("98x")));
        let mut large = RowHistory::default();
        rows.0.get_mut(&0).unwrap().conditions.get_mut(&0).unwrap().value = "x".repeat(MOST_BYTES);
        large.note(&rows);
        assert_eq!(large.write(), "", "a rule that is too long for it cannot be undone");
        let many = format!("{{\"before\":[{}{{}}],\"shown\":null,\"after\":[]}}", "{},".repeat(MOST_BYTES));
        assert_eq!(RowHistory::read(&many), RowHistory::default(), "more than a form says");
    }
}
