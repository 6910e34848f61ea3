// SPDX-License-Identifier: Apache-2.0
import type { ScopeNames } from '../runtime/frame.ts';
import type { Meter } from '../runtime/meter.ts';
import type { Signature, Statement, Target } from '../syntax/ast.ts';
import { type NameVisitor, visitExpression, visitSignature, visitTarget } from '../syntax/names.ts';

/**
 * Where the value of a name comes from when its scope begins: `resolve` from the context, `outer` from the scope around it,
 * `nothing`: it has no value until a statement gives it one, `given`: by whoever opens the scope.
 */
export type Origin = 'resolve' | 'outer' | 'nothing' | 'given';

/**
 * The names of one scope. As in jinja2 they are known before a template runs: a name that a scope assigns anywhere is the
 * scope's own from its beginning, and what an inner scope reads is then that one and not the context's.
 */
export class Symbols implements NameVisitor {
  readonly #meter: Meter;
  readonly #parent: Symbols | undefined;
  readonly #origins: Map<string, Origin>;
  /** Names that statements of this scope assign. */
  readonly stores: Set<string>;

  constructor(
    meter: Meter,
    parent?: Symbols,
    origins = new Map<string, Origin>(),
    stores = new Set<string>(),
  ) {
    this.#meter = meter;
    this.#parent = parent;
    this.#origins = origins;
    this.stores = stores;
  }

  /** What a frame of this scope needs; complete only when all its statements were added. */
  names(): ScopeNames {
    return { loads: [...this.#origins].filter(([, origin]) => origin !== 'given'), stores: this.stores };
  }

  inner(): Symbols {
    return new Symbols(this.#meter, this);
  }

  load(name: string): void {
    this.#meter.tick();
    if (!this.#knows(name)) this.#origins.set(name, 'resolve');
  }

  store(name: string): void {
    this.stores.add(name);
    if (!this.#origins.has(name)) this.#origins.set(name, this.#isOutside(name) ? 'outer' : 'nothing');
  }

  declare(name: string): void {
    this.stores.add(name);
    this.#origins.set(name, 'given');
  }

  declareTarget(target: Target): void {
    visitTarget(target, { load: (name) => this.load(name), store: (name) => this.declare(name) });
  }

  declareSignature(signature: Signature): void {
    visitSignature(signature, { load: (name) => this.load(name), store: (name) => this.declare(name) });
  }

  /** Adds the names of statements; scopes inside of them have their own. */
  addStatements(statements: readonly Statement[]): void {
    for (const statement of statements) this.#addStatement(statement);
  }

  #knows(name: string): boolean {
    return this.#origins.has(name) || this.#isOutside(name);
  }

  #isOutside(name: string): boolean {
    const parent = this.#parent;
    return parent ? parent.#knows(name) : false;
  }

  #addStatement(statement: Statement): void {
    switch (statement.type) {
      case 'text':
      case 'block':
      case 'scope':
        break;
      case 'output':
        visitExpression(statement.value, this);
        break;
      case 'if':
        this.#addBranches(statement);
        break;
      case 'for':
        visitExpression(statement.iterable, this);
        break;
      case 'set':
        visitExpression(statement.value, this);
        visitTarget(statement.target, this);
        break;
      case 'set-block':
        visitTarget(statement.target, this);
        break;
      case 'extends':
      case 'include':
        visitExpression(statement.template, this);
        break;
      case 'import':
        visitExpression(statement.template, this);
        this.store(statement.target);
        break;
      case 'from':
        visitExpression(statement.template, this);
        for (const [, alias] of statement.names) this.store(alias);
        break;
      case 'macro':
        this.store(statement.name);
        break;
      case 'call-block':
        visitExpression(statement.call, this);
        break;
      case 'filter-block':
        visitExpression(statement.filter, this);
        break;
      case 'with':
        for (const { value } of statement.bindings) visitExpression(value, this);
        break;
    }
  }

  /** `elif` is an `if` inside of the `else` to us, but a branch of its own to jinja2: body, all `elif`, and `else`. */
  #addBranches(statement: Statement & { type: 'if' }): void {
    const [first, ...others] = statement.branches;
    visitExpression(first?.test, this);
    const branch = (fill: (copy: Symbols) => void): Symbols => {
      this.#meter.spend(8 * (this.#origins.size + this.stores.size));
      const copy = new Symbols(this.#meter, this.#parent, new Map(this.#origins), new Set(this.stores));
      fill(copy);
      return copy;
    };
    this.#unite([
      branch((copy) => copy.addStatements(first?.body ?? [])),
      branch((copy) => {
        for (const { test, body } of others)
          copy.#addBranches({ ...statement, branches: [{ test, body }], otherwise: [] });
      }),
      branch((copy) => copy.addStatements(statement.otherwise)),
    ]);
  }

  /** A name that only some of the branches assign keeps the value from outside where the others run. */
  #unite(branches: readonly Symbols[]): void {
    const counts = new Map<string, number>();
    for (const branch of branches) {
      for (const name of branch.stores)
        if (!this.stores.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const branch of branches) {
      for (const [name, origin] of branch.#origins) this.#origins.set(name, origin);
      for (const name of branch.stores) this.stores.add(name);
    }
    for (const [name, count] of counts) {
      if (count < branches.length) this.#origins.set(name, this.#isOutside(name) ? 'outer' : 'resolve');
    }
  }
}
