import { afterEach, expect, test, vi } from 'vitest';
import { readColumns } from '../../shared/core/source-extractor/read-columns.ts';
import { cellMemory } from '../../shared/run/extractor/cell-memory.ts';

afterEach(() => void vi.unstubAllEnvs());

const { columns } = readColumns('NUMBER\nVIGNET(512,512)', 'x.param');

test('cells that a function cannot hold are refused before they are there, images added up', () => {
  expect(() => cellMemory()(columns, 441)).not.toThrow();
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '7076');
  expect(() => cellMemory()(columns, 441)).toThrow(
    expect.objectContaining({
      name: 'OutOfMemory',
      message: expect.stringMatching(/441 sources take 442 MiB, most of it VIGNET\(512,512\)/),
    }),
  );
  const need = cellMemory();
  need(columns, 200);
  expect(() => need(columns, 200)).toThrow(/VIGNET/);
});
