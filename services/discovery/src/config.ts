import { processConfig, redisConfig, tracingConfig } from '@airside/service';
import { Type } from 'typebox';

export const discoveryServerConfig = Type.Object({ ...processConfig, ...redisConfig, ...tracingConfig });
