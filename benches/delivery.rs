//! What composing costs: two thousand readers of one watchlist beside one.

use divan::{Bencher, black_box};
use wirewatch::bench_door::delivery::{DigestBench, Readers};

fn main() {
    divan::main();
}

const STORIES: u64 = 300;

/// From what is stored to deliveries that are on disk, of a digest of 300 stories.
#[divan::bench(args = [1, 2_000], sample_count = 5, sample_size = 1)]
fn compose(bencher: Bencher<'_, '_>, readers: usize) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut number = 0;
    let database = || {
        number += 1;
        let path = folder.path().join(format!("{number}.db"));
        DigestBench::open(&path, STORIES, Readers::Alike(readers)).expect("the folder is ours")
    };
    bencher.with_inputs(database).bench_local_refs(|bench| {
        let written = bench.compose().expect("the store works");
        assert_eq!(black_box(written), readers);
    });
}
