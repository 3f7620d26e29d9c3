import { memoryStore } from '../../shared/store/memory.ts';
import { conformance } from './conformance.ts';

const store = memoryStore();
conformance('memory', async () => ({ store, folder: 'memory://bucket/some/folder/' }));
