//! The usual figures of a ranking.

use std::collections::HashMap;

/// How well one query, or the mean of several, was answered.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    /// Gains of the first ten, discounted by the logarithm of their rank, beside the best possible.
    pub(crate) ndcg: f64,
    /// Share of the relevant documents among the first hundred.
    pub(crate) recall: f64,
    /// One over the rank of the first relevant document.
    pub(crate) mrr: f64,
}

impl Figures {
    pub(crate) fn of(ranking: &[String], gains: &HashMap<String, f64>) -> Self {
        let gain = |id: &String| gains.get(id).copied().unwrap_or_default();
        let mut best: Vec<f64> = gains.values().copied().collect();
        best.sort_by(|a, b| b.total_cmp(a));
        let found = ranking.iter().take(100).filter(|id| gains.contains_key(*id)).count();
        let first = ranking.iter().position(|id| gains.contains_key(id));
        Self {
            ndcg: discounted(ranking.iter().map(gain)) / discounted(best.into_iter()),
            recall: found as f64 / gains.len() as f64,
            mrr: first.map_or(0.0, |at| 1.0 / (at + 1) as f64),
        }
    }

    pub(crate) fn mean(all: &[&Figures]) -> Self {
        let mean = |of: fn(&Figures) -> f64| {
            all.iter().map(|figures| of(figures)).sum::<f64>() / all.len().max(1) as f64
        };
        Self { ndcg: mean(|f| f.ndcg), recall: mean(|f| f.recall), mrr: mean(|f| f.mrr) }
    }
}

fn discounted(gains: impl Iterator<Item = f64>) -> f64 {
    gains.take(10).enumerate().map(|(at, gain)| gain / ((at + 2) as f64).log2()).sum()
}
