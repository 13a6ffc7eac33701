use super::*;

fn archive(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "text").unwrap();
    }
    dir
}

fn names(listing: &Listing) -> Vec<&str> {
    listing.entries.iter().map(|entry| entry.relative.as_str()).collect()
}

fn passed(listing: &Listing) -> Vec<(&str, &Passing)> {
    listing.passed.iter().map(|passed| (passed.relative.as_str(), &passed.reason)).collect()
}

#[test]
fn lists_texts_sorted_by_name_within_the_archive() {
    let dir = archive(&["b/two.md", "b.txt", "b/one", "a.markdown", "Mr. Nobody", "c/Dr. No (1962)"]);
    let listing = walk(dir.path(), None).unwrap();
    assert_eq!(
        names(&listing),
        ["Mr. Nobody", "a.markdown", "b.txt", "b/one", "b/two.md", "c/Dr. No (1962)"]
    );
    assert_eq!(listing.entries[1].stamp.size, 4);
    assert!(listing.entries[1].stamp.modified_ns > 0);
    assert_eq!(listing.passed, []);
}

#[test]
fn what_is_no_text_is_passed_with_its_kind() {
    let dir = archive(&["a.md", "cover.JPG", "count.py", "reviews.csv", "all.tar.gz", "a.md~", "x.qqq"]);
    let listing = walk(dir.path(), None).unwrap();
    assert_eq!(names(&listing), ["a.md", "all.tar.gz", "reviews.csv"]);
    let reasons: Vec<String> =
        listing.passed.iter().map(|passed| format!("{}: {}", passed.relative, passed.reason)).collect();
    assert_eq!(
        reasons,
        [
            "a.md~: a backup or temporary file",
            "count.py: a script or program",
            "cover.JPG: an image",
            "x.qqq: not a text format that is read yet: .qqq",
        ]
    );
}

#[test]
fn hidden_names_the_index_and_dependencies_are_left_out() {
    let dir = archive(&[".git/a.md", ".hidden.md", "index/seg.txt", "node_modules/x/readme.md", "a.md"]);
    let listing = walk(dir.path(), Some(&dir.path().join("./index"))).unwrap();
    assert_eq!(names(&listing), ["a.md"]);
    assert_eq!(
        passed(&listing),
        [("index", &Passing::IndexFolder), ("node_modules", &Passing::Dependencies)]
    );
}

#[test]
fn a_built_site_is_left_out_beside_its_sources() {
    let dir = archive(&["_posts/a.md", "_site/a/index.html", "old/_site/b/index.html"]);
    let listing = walk(dir.path(), None).unwrap();
    assert_eq!(names(&listing), ["_posts/a.md", "old/_site/b/index.html"]);
    assert_eq!(passed(&listing), [("_site", &Passing::Built)]);
}

#[test]
fn root_may_be_hidden_relative_or_a_single_file() {
    let dir = archive(&[".reviews/a.md", ".reviews/b.log", ".reviews/c.png"]);
    let root = dir.path().join(".reviews");
    assert_eq!(names(&walk(&root, None).unwrap()), ["a.md"]);
    assert_eq!(names(&walk(&root.join("a.md"), None).unwrap()), ["a.md"]);
    assert_eq!(names(&walk(&root.join("b.log"), None).unwrap()), ["b.log"]);
    assert_eq!(walk(&root.join("c.png"), None).unwrap().passed.len(), 1);
}

#[test]
fn missing_root_is_an_error() {
    let dir = archive(&[]);
    let error = walk(&dir.path().join("unmounted"), None).unwrap_err();
    assert!(matches!(error, Error::MissingRoot { .. }));
}

#[test]
fn rules_hold_for_their_folder_and_below_and_the_inner_ones_win() {
    let dir =
        archive(&["drafts/a.md", "b.md", "in/b.md", "in/keep/b.md", "in/keep/c.md", "out/c.md", "out2/d.md"]);
    fs::write(dir.path().join(".pullquoteignore"), "drafts/\nb.md\n").unwrap();
    fs::write(dir.path().join("in/keep/.pullquoteignore"), "!b.md\nc.md\n").unwrap();
    let listing = walk(dir.path(), None).unwrap();
    assert_eq!(names(&listing), ["in/keep/b.md", "out/c.md", "out2/d.md"]);
    let ignored: Vec<_> = passed(&listing).into_iter().map(|(name, _)| name).collect();
    assert_eq!(ignored, ["b.md", "drafts", "in/b.md", "in/keep/c.md"]);
    assert!(listing.passed.iter().all(|passed| passed.reason == Passing::Ignored));
}

#[test]
fn bad_rule_is_reported_and_the_others_hold() {
    let dir = archive(&["a.md", "b.md"]);
    fs::write(dir.path().join(".pullquoteignore"), "a{b\na.md\n").unwrap();
    let listing = walk(dir.path(), None).unwrap();
    assert_eq!(names(&listing), ["b.md"]);
    assert!(matches!(passed(&listing)[0], (".pullquoteignore", Passing::BadRule(_))), "{:?}", listing.passed);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_are_followed_and_each_real_thing_is_listed_once() {
        let outside = archive(&["x/far.md", "lone.md"]);
        let dir = archive(&["real/a.md"]);
        let at = |name: &str| dir.path().join(name);
        symlink(at("real"), at("alias")).unwrap();
        symlink(at("real/a.md"), at("again.md")).unwrap();
        symlink(outside.path().join("x"), at("linked")).unwrap();
        symlink(outside.path().join("x"), at("linked2")).unwrap();
        symlink(outside.path().join("lone.md"), at("lone.md")).unwrap();
        symlink(outside.path().join("x/far.md"), at("zfar.md")).unwrap();
        symlink(at("nowhere"), at("dangling.md")).unwrap();
        let listing = walk(dir.path(), None).unwrap();
        assert_eq!(names(&listing), ["linked/far.md", "lone.md", "real/a.md"]);
        assert_eq!(
            passed(&listing),
            [
                ("again.md", &Passing::Repeated),
                ("alias", &Passing::Repeated),
                ("dangling.md", &Passing::DanglingLink),
                ("linked2", &Passing::Repeated),
                ("zfar.md", &Passing::Repeated),
            ]
        );
    }

    #[test]
    fn links_that_lead_back_end() {
        let outside = archive(&["deep/far.md"]);
        let dir = archive(&["real/a.md"]);
        let at = |name: &str| dir.path().join(name);
        symlink("..", at("real/up")).unwrap();
        symlink(".", at("self")).unwrap();
        symlink("/", at("everything")).unwrap();
        symlink("me.md", at("me.md")).unwrap();
        symlink(outside.path().join("deep"), at("far")).unwrap();
        symlink(dir.path(), outside.path().join("deep/back")).unwrap();
        symlink(outside.path(), outside.path().join("deep/around")).unwrap();
        let listing = walk(dir.path(), None).unwrap();
        assert_eq!(names(&listing), ["far/far.md", "real/a.md"]);
        let looping = ["everything", "far/around", "far/back", "me.md", "real/up", "self"];
        assert_eq!(passed(&listing), looping.map(|name| (name, &Passing::LinkLoop)));
    }

    #[test]
    fn links_into_a_hidden_store_are_listed() {
        let dir = archive(&[".store/a1b2.md", ".store/more/c.md"]);
        symlink(".store/a1b2.md", dir.path().join("alien.md")).unwrap();
        symlink(".store/more", dir.path().join("more")).unwrap();
        assert_eq!(names(&walk(dir.path(), None).unwrap()), ["alien.md", "more/c.md"]);
    }

    #[test]
    fn root_may_be_a_link() {
        let dir = archive(&["real/a.md"]);
        symlink("real", dir.path().join("link")).unwrap();
        symlink("a.md", dir.path().join("real/again.md")).unwrap();
        let listing = walk(&dir.path().join("link"), None).unwrap();
        assert_eq!(names(&listing), ["a.md"]);
        assert_eq!(passed(&listing), [("again.md", &Passing::Repeated)]);
    }

    #[test]
    fn pipes_and_sockets_are_never_opened() {
        let dir = archive(&["a.md"]);
        let pipe = dir.path().join("pipe.md");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        symlink("pipe.md", dir.path().join("to-pipe.md")).unwrap();
        assert!(
            std::process::Command::new("mkfifo")
                .arg(dir.path().join(rules::FILE_NAME))
                .status()
                .unwrap()
                .success()
        );
        let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket")).unwrap();
        let listing = walk(dir.path(), None).unwrap();
        assert_eq!(names(&listing), ["a.md"]);
        let kinds: Vec<_> = listing.passed.iter().map(|passed| passed.reason.to_string()).collect();
        assert_eq!(kinds, ["a pipe, not a file", "a socket, not a file", "a pipe, not a file"]);
        assert_eq!(walk(&pipe, None).unwrap().passed.len(), 1);
    }

    #[test]
    fn names_that_are_not_utf8_stay_distinct() {
        let dir = archive(&[]);
        for name in [&b"caf\xE9.md"[..], b"caf\xE8.md", "caf\u{FFFD}.md".as_bytes(), b"caf\xEF.md"] {
            fs::write(dir.path().join(OsStr::from_bytes(name)), "text").unwrap();
        }
        let listing = walk(dir.path(), None).unwrap();
        assert_eq!(
            names(&listing),
            [
                "caf\u{FFFD}E8.md",
                "caf\u{FFFD}E9.md",
                "caf\u{FFFD}EF.md",
                "caf\u{FFFD}EF\u{FFFD}BF\u{FFFD}BD.md"
            ]
        );
        assert!(listing.entries.iter().all(|entry| entry.path(dir.path()).exists()));
    }

    #[test]
    fn unreadable_folder_does_not_keep_its_neighbours_out() {
        let dir = archive(&["locked/a.md", "open/b.md"]);
        let locked = dir.path().join("locked");
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        // The superuser reads everything.
        let is_locked = fs::read_dir(&locked).is_err();
        let listing = walk(dir.path(), None).unwrap();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(names(&listing).contains(&"open/b.md"));
        if is_locked {
            assert!(matches!(passed(&listing)[..], [("locked", Passing::Unreadable(_))]));
            assert!(listing.may_still_hold("locked/a.md") && !listing.may_still_hold("locked2/a.md"));
        }
    }
}
