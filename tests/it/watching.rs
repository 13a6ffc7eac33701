//! `pullquote index --watch`: what is written into the folder is found, without another command.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::harness::Place;

/// Longer than the longest pause between two refreshes, on a busy machine too.
const DEADLINE: Duration = Duration::from_secs(90);

/// The program that watches; it ends with the test.
struct Watching {
    process: Child,
    notes: Receiver<String>,
}

impl Watching {
    fn start(place: &Place) -> Self {
        let mut command = place.command(&["index", "--watch", "films"]);
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(process.stderr.take().unwrap());
        let (send, notes) = mpsc::channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { process, notes }
    }

    /// Waits until the program says so.
    fn says(&self, what: &str) {
        let began = Instant::now();
        let mut heard = Vec::new();
        while let Some(left) = DEADLINE.checked_sub(began.elapsed()) {
            let Ok(note) = self.notes.recv_timeout(left) else { break };
            if note.contains(what) {
                return;
            }
            heard.push(note);
        }
        panic!("it never said {what:?}, only {heard:?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Waits until a search finds the review.
fn finds(place: &Place, word: &str) {
    let began = Instant::now();
    // Until the first commit there is no index: that is an error, and passes.
    while place.run(&["search", "--exact", word]).status != Some(0) {
        assert!(began.elapsed() < DEADLINE, "{word} was never found");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_watched_folder_is_followed_through_its_absence() {
    let place = Place::new();
    place.write_now("films/amber.md", "# Amber (2001)\n\nIt glows.\n");
    let watching = Watching::start(&place);
    finds(&place, "glows");

    place.write_now("films/basalt.md", "# Basalt (2002)\n\nIt weighs.\n");
    finds(&place, "weighs");

    fs::rename(place.path("films"), place.path("elsewhere")).unwrap();
    watching.says("waiting for it to return");
    finds(&place, "weighs");

    fs::rename(place.path("elsewhere"), place.path("films")).unwrap();
    watching.says("the folder is back");
    place.write_now("films/cobalt.md", "# Cobalt (2003)\n\nIt stains.\n");
    finds(&place, "stains");
}
