import type { Scene } from './scene.ts';

/** What is computed of a scene when it is first asked for, and kept for the others that ask. */
export function once<T>(compute: (scene: Scene) => T): (scene: Scene) => T {
  const known = new WeakMap<Scene, { value: T }>();
  return (scene) => {
    const kept = known.get(scene) ?? { value: compute(scene) };
    known.set(scene, kept);
    return kept.value;
  };
}
