//! Minimises a function of a few variables without derivatives: the simplex method of Nelder and Mead (The Computer
//! Journal 7, 1965), with the coefficients of the paper: 1 for reflection, 2 for expansion, 1/2 for contraction and
//! for shrinking.

/// A corner of the simplex: a point and the cost there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corner<const N: usize> {
    pub at: [f64; N],
    pub cost: f64,
}

/// Searches from the `N + 1` corners of a simplex until the standard deviation of their costs is below `tolerance`,
/// for at most `most_steps` steps, and returns the best corner. `cost` must not return NaN. `None` without corners.
pub fn minimise<const N: usize>(
    cost: impl Fn(&[f64; N]) -> f64,
    corners: impl IntoIterator<Item = [f64; N]>,
    tolerance: f64,
    most_steps: u64,
) -> Option<Corner<N>> {
    let corners = corners.into_iter().map(|at| Corner { at, cost: cost(&at) }).collect();
    let mut simplex = Simplex { corners, cost };
    simplex.sort();
    for _ in 0..most_steps {
        if simplex.deviation() < tolerance {
            break;
        }
        simplex.step();
        simplex.sort();
    }
    simplex.corners.first().copied()
}

struct Simplex<const N: usize, F> {
    /// In rising order of cost.
    corners: Vec<Corner<N>>,
    cost: F,
}

impl<const N: usize, F: Fn(&[f64; N]) -> f64> Simplex<N, F> {
    fn sort(&mut self) {
        self.corners.sort_by(|one, other| one.cost.total_cmp(&other.cost));
    }

    /// The standard deviation of the corners' costs.
    fn deviation(&self) -> f64 {
        let count = self.corners.len() as f64;
        let mean = self.corners.iter().map(|corner| corner.cost).sum::<f64>() / count;
        let squares = self.corners.iter().map(|corner| (corner.cost - mean).powi(2)).sum::<f64>();
        (1.0 / (count - 1.0) * squares).sqrt()
    }

    fn corner(&self, at: [f64; N]) -> Corner<N> {
        Corner { at, cost: (self.cost)(&at) }
    }

    /// Replaces the worst corner, or shrinks the simplex towards the best one.
    fn step(&mut self) {
        let (Some(&best), &[.., second_worst, worst]) = (self.corners.first(), self.corners.as_slice()) else { return };
        let centre = self.centre_of_all_but_the_worst();
        let reflected = self.corner(from_fn(|axis| centre[axis] + (centre[axis] - worst.at[axis])));
        let towards = |corner: Corner<N>, factor: f64| {
            self.corner(from_fn(|axis| centre[axis] + (corner.at[axis] - centre[axis]) * factor))
        };
        let moved = if reflected.cost < best.cost {
            let expanded = towards(reflected, 2.0);
            Some(if expanded.cost < reflected.cost { expanded } else { reflected })
        } else if reflected.cost < second_worst.cost {
            Some(reflected)
        } else if reflected.cost < worst.cost {
            Some(towards(reflected, 0.5)).filter(|contracted| contracted.cost <= reflected.cost)
        } else {
            Some(towards(worst, 0.5)).filter(|contracted| contracted.cost < worst.cost)
        };
        match (moved, self.corners.last_mut()) {
            (Some(moved), Some(last)) => *last = moved,
            _ => self.shrink(best),
        }
    }

    fn centre_of_all_but_the_worst(&self) -> [f64; N] {
        let count = self.corners.len() - 1;
        let mut corners = self.corners.iter().take(count);
        let mut sum = corners.next().map_or([0.0; N], |corner| corner.at);
        for corner in corners {
            sum = from_fn(|axis| sum[axis] + corner.at[axis]);
        }
        sum.map(|value| value * (1.0 / count as f64))
    }

    fn shrink(&mut self, best: Corner<N>) {
        for place in 1..self.corners.len() {
            let old = self.corners[place].at;
            self.corners[place] = self.corner(from_fn(|axis| best.at[axis] + (old[axis] - best.at[axis]) * 0.5));
        }
    }
}

fn from_fn<const N: usize>(value: impl FnMut(usize) -> f64) -> [f64; N] {
    std::array::from_fn(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from<const N: usize>(cost: impl Fn(&[f64; N]) -> f64, start: [f64; N]) -> Corner<N> {
        let corner = |moved: usize| from_fn(|axis| start[axis] + if axis + 1 == moved { 0.5 } else { 0.0 });
        minimise(cost, (0..=N).map(corner), 1e-14, 2_000).unwrap()
    }

    #[test]
    fn the_minima_of_a_bowl_and_of_curved_and_flat_valleys_are_found() {
        let bowl = from(|[x, y, z]| (x - 1.0).powi(2) + 10.0 * (y + 2.0).powi(2) + 100.0 * z.powi(2), [5.0, 5.0, 5.0]);
        assert!(bowl.cost < 1e-12 && (bowl.at[1] + 2.0).abs() < 1e-6, "{bowl:?}");
        // Rosenbrock's function.
        let valley = from(|[x, y]| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2), [-1.2, 1.0]);
        assert!(valley.cost < 1e-12 && (valley.at[0] - 1.0).abs() < 1e-5, "{valley:?}");
        // Powell's singular function, whose Hessian is singular at the minimum.
        let flat = |[a, b, c, d]: &[f64; 4]| {
            (a + 10.0 * b).powi(2) + 5.0 * (c - d).powi(2) + (b - 2.0 * c).powi(4) + 10.0 * (a - d).powi(4)
        };
        assert!(from(flat, [3.0, -1.0, 0.0, 1.0]).cost < 1e-9);
    }

    #[test]
    fn a_constant_function_and_a_discontinuity_end_the_search() {
        assert_eq!(from(|_: &[f64; 2]| 3.0, [1.0, 2.0]).cost, 3.0);
        let wall = |[x]: &[f64; 1]| if *x < 1.0 { f64::MAX } else { *x };
        assert!((from(wall, [4.0]).cost - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_number_of_steps_is_bounded() {
        let calls = std::cell::Cell::new(0_u64);
        let falls = |[x]: &[f64; 1]| {
            calls.set(calls.get() + 1);
            -x
        };
        minimise(falls, [[0.0], [1.0]], 0.0, 100);
        // Two corners at the start, and at most three costs per step: reflected, contracted, shrunk.
        assert!(calls.get() <= 302, "{}", calls.get());
    }
}
