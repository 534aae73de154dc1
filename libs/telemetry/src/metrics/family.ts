/** One line of a metric, as prom-client has it. */
export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Where it is not the metric's own: `…_bucket`. */
  readonly metricName?: string;
}

/** What is said of a metric besides its samples. */
export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** More than code, routes and statuses can come to; what comes beyond is counted together. */
const MOST_CHILDREN = 5_000;
const OTHER = 'other';

interface Branch<Child> {
  readonly branches: Map<string, Branch<Child>>;
  child: Child | undefined;
}

/**
 * The children of a metric by their labels' values. Finding one makes no string: whoever counts often keeps the child
 * and does not even look.
 */
export abstract class Family<Child> {
  private readonly root: Branch<Child> = { branches: new Map(), child: undefined };
  private readonly children: { readonly labels: Readonly<Record<string, string>>; readonly child: Child }[] = [];

  constructor(readonly options: MetricOptions) {}

  /** The child with these values of the labels, in the order of their declaration; made on first use. */
  with(...values: readonly string[]): Child {
    const branch = this.branchOf(values);
    if (branch.child !== undefined) return branch.child;
    if (this.children.length >= MOST_CHILDREN) return this.other();
    return this.add(branch, values);
  }

  samples(): Sample[] {
    return this.children.flatMap(({ labels, child }) => this.samplesOf(labels, child));
  }

  protected abstract make(): Child;
  protected abstract samplesOf(labels: Readonly<Record<string, string>>, child: Child): readonly Sample[];

  private other(): Child {
    const values = this.options.labels.map(() => OTHER);
    const branch = this.branchOf(values);
    return branch.child ?? this.add(branch, values);
  }

  private add(branch: Branch<Child>, values: readonly string[]): Child {
    const labels = Object.fromEntries(this.options.labels.map((name, index) => [name, values[index] ?? '']));
    const child = this.make();
    branch.child = child;
    this.children.push({ labels, child });
    return child;
  }

  private branchOf(values: readonly string[]): Branch<Child> {
    let branch = this.root;
    for (const value of values) {
      let next = branch.branches.get(value);
      if (next === undefined) {
        // A lookup beyond the bound leaves no trace.
        if (this.children.length >= MOST_CHILDREN && values[0] !== OTHER)
          return { branches: new Map(), child: undefined };
        next = { branches: new Map(), child: undefined };
        branch.branches.set(value, next);
      }
      branch = next;
    }
    return branch;
  }
}
