//! Saying every few seconds that a piece of work is still being done, so that others can tell when its program has died.

use std::sync::mpsc;
use std::time::Duration;

/// Does the work, while another thread runs `beat` after each `interval`, until it returns false.
pub fn during<T>(interval: Duration, mut beat: impl FnMut() -> bool + Send, work: impl FnOnce() -> T) -> T {
    let (done, is_done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || while is_done.recv_timeout(interval) == Err(mpsc::RecvTimeoutError::Timeout) && beat() {});
        let outcome = work();
        drop(done);
        outcome
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_beats_while_the_work_lasts_and_ends_when_it_says_so() {
        let (beats, heard) = mpsc::channel();
        let mut left = 3;
        let beat = move || {
            left -= 1;
            beats.send(left).unwrap();
            left > 0
        };
        let work = || (0..3).map(|_| heard.recv().unwrap()).collect::<Vec<_>>();
        assert_eq!(during(Duration::from_millis(1), beat, work), [2, 1, 0]);
        let never = during(Duration::from_secs(3_600), || panic!("the work is over"), || 7);
        assert_eq!(never, 7);
    }
}
