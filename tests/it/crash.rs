//! `kill -9` at any moment leaves the old state or the new one.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::harness::Place;

const FILES: usize = 150;

#[test]
fn killed_runs_leave_the_old_state_or_the_new_one() {
    let place = Place::new();
    write_generation(&place, 0);
    place.ok(&["index", "films"]);
    let mut current = 0;
    let mut killed = 0;
    for round in 1..=20_u64 {
        write_generation(&place, round);
        let mut run = place.command(&["index", "films", "--quiet"]).stdout(Stdio::null()).spawn().unwrap();
        // From the first syscalls to past the commit, in steps that don't divide the run evenly.
        thread::sleep(Duration::from_millis(round * round * 3 / 4 + round));
        if run.try_wait().unwrap().is_none() {
            killed += 1;
        }
        let _ = run.kill();
        run.wait().unwrap();

        let old = place.find(&format!("generation{current}")).len();
        let new = place.find(&format!("generation{round}")).len();
        assert!(
            (old, new) == (FILES, 0) || (old, new) == (0, FILES),
            "round {round}: {old} reviews of the old state and {new} of the new one"
        );
        // The next run completes, whatever the killed one left behind; every other round it is a
        // killed one that comes next.
        if round % 2 == 0 {
            place.ok(&["index", "films"]);
            assert_eq!(place.find(&format!("generation{round}")).len(), FILES);
            place.ok(&["check"]);
            current = round;
        } else if new == FILES {
            current = round;
        }
    }
    assert!(killed > 0, "no run was killed in time: the test proves nothing");
}

/// The engine names a list of deletions after the number of its operation. A run killed between
/// writing that list and committing left a file that stood in the way of every later run.
#[test]
fn deletions_of_a_killed_run_do_not_stand_in_the_way() {
    let place = Place::new();
    write_generation(&place, 0);
    place.ok(&["index", "films"]);
    copy_folder(&place.path("index"), &place.path("before"));
    for number in 0..10 {
        place.write_now(&format!("films/{number}.md"), "---\ntitle: Changed\n---\n\nThis is changed.\n");
    }
    place.ok(&["index", "films"]);
    let deletions =
        names_in(&place.path("index")).into_iter().find(|name| name.rsplit('.').next() == Some("del"));
    let deletions = deletions.expect("the engine keeps deletions in a file of their own");

    // The state before, with what a run leaves that is killed just before its commit.
    let left = fs::read(place.path("index").join(&deletions)).unwrap();
    fs::remove_dir_all(place.path("index")).unwrap();
    fs::rename(place.path("before"), place.path("index")).unwrap();
    fs::write(place.path("index").join(&deletions), left).unwrap();
    let managed = place.path("index/.managed.json");
    let mut names: Vec<String> = serde_json::from_slice(&fs::read(&managed).unwrap()).unwrap();
    names.push(deletions);
    fs::write(&managed, serde_json::to_vec(&names).unwrap()).unwrap();

    place.ok(&["index", "films"]);
    assert_eq!(place.find("changed").len(), 10);
    place.ok(&["check"]);
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for name in names_in(from) {
        fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

#[test]
fn a_first_run_that_was_killed_can_be_repeated() {
    for wait in [1, 3, 6, 10, 15, 25, 40, 60] {
        let place = Place::new();
        write_generation(&place, 1);
        let mut run = place.command(&["index", "films", "--quiet"]).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(wait));
        let _ = run.kill();
        run.wait().unwrap();
        place.ok(&["index", "films"]);
        assert_eq!(place.find("generation1").len(), FILES);
        place.ok(&["check"]);
    }
}

fn write_generation(place: &Place, generation: u64) {
    for number in 0..FILES {
        let text =
            format!("---\ntitle: Film {number}\nrating: 3/5\n---\n\nThis is generation{generation} of it.\n");
        place.write_now(&format!("films/{number}.md"), text);
    }
}
